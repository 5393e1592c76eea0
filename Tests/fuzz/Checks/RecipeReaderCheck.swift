import MuseCorpus
import MuseKit
import MuseProtocols
import MuseRecipe

/// Checks the reader of recipes: it accepts a text with all its components, or names the mistakes; what is written as
/// YAML reads back the same.
enum RecipeReaderCheck {
    static func check(_ input: [UInt8]) throws {
        do {
            if let root = try YAMLReader.read(SourceFile(recipe: input, name: "input.yaml")) { try checkWriter(root) }
            let document = try RecipeDocument(
                input, path: "\(repository)/Recipes/input.yaml", overrides: [Override("corpus.files=\(corpus)")])
            for recipe in try document.recipes(.builtIn, corpusFiles: corpusFiles) { try checkWriter(recipe.resolved) }
        } catch let error as RecipeError {
            _ = error.description
        } catch let error as RecipeErrors {
            _ = error.description
        }
    }

    private static func checkWriter(_ root: Node) throws {
        guard root.entries != nil else { return }
        let text = YAMLWriter.text(root)
        var again: Node?
        do {
            again = try YAMLReader.read(SourceFile(name: "written", text: text))
        } catch {
            throw FuzzFault("the YAML that was written cannot be read: \(error)\n\(text)")
        }
        guard again.map({ YAMLWriter.text($0) }) ?? "" == text else {
            throw FuzzFault("the YAML that was written reads back as another value:\n\(text)")
        }
    }

    private static let repository = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    /// The corpus of every recipe: an input must not search the file system, and the sections after it need a corpus.
    private static let corpus = "\(repository)/Corpora/traditional.abc"
    private static let corpusFiles = CorpusFiles()
}
