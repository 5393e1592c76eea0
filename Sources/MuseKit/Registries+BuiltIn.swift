import MuseEvaluation
import MuseExport
import MuseGenerators
import MuseImport
public import MuseProtocols
import MuseSamplers
import MuseTokenizers

extension Registries {
    /// All built-in components.
    public static var builtIn: Registries {
        Registries(
            tokenizers: .builtIn, generators: .builtIn, samplers: .builtIn, constraints: .builtIn, rules: .builtIn,
            importers: .builtIn, exporters: .builtIn)
    }
}

extension Registry {
    /// Creates a component with its default settings.
    ///
    /// - Throws: `RecipeErrors` for an unknown name.
    package func makeDefault(_ name: String) throws -> Product {
        let mark = SourceMark(source: SourceFile(name: "command line", text: name), line: 1, column: 1)
        let type = Node.Entry(key: "type", keyMark: mark, value: Node(.scalar(name, isPlain: true), at: mark))
        return try make(Node(.map([type]), at: mark), path: kind)
    }
}
