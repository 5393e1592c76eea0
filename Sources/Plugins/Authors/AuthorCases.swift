import MuseProtocols
import MuseRecipe
import MuseStorage

/// The cases of a plug-in's author, in `tests.yaml` beside the manifest.
///
///     - sampler: {type: mine, penalty: 1}
///       tokens: [0, 2]
///       scores: [-1, -2, -3]
///       expect: [-2, -2, -4]
struct AuthorCases {
    let cases: [AuthorCase]

    static let fileName = "tests.yaml"

    /// Reads the cases; there are none without the file.
    ///
    /// - Throws: `RecipeErrors` with all mistakes in the file; `FileError` if it cannot be read.
    init(_ manifest: PluginManifest) throws {
        let path = "\(manifest.folder)/\(Self.fileName)"
        guard Files.exists(path) else {
            cases = []
            return
        }
        var mistakes = Mistakes()
        var cases: [AuthorCase] = []
        let source = try SourceFile(recipe: try FileReader.bytes(path, limit: 1 << 20), name: path)
        if let root = try mistakes.collect({ try YAMLReader.read(source) }) ?? nil {
            if root.items == nil {
                mistakes.note(.wrongType(expected: "a list of cases", found: root.described), "", at: root.mark)
            }
            for (i, node) in (root.items ?? []).enumerated() {
                if let one = try mistakes.collect({ try AuthorCase(node, path: "[\(i)]", of: manifest) }) {
                    cases.append(one)
                }
            }
        }
        try mistakes.throwIfAny()
        self.cases = cases
    }

    /// Checks all cases.
    ///
    /// - Returns: a message for each case that fails, with its place. A fault that ends the plug-in is reported once.
    func failures(_ registries: Registries) -> [String] {
        var failures: [String] = []
        var lastFault: PluginError?
        for one in cases {
            do {
                try one.component.kind.tests.check(one, registries)
            } catch let error as PluginError {
                if error == lastFault { continue }
                lastFault = error
                let place = RecipeError(.conflict(error.message), path: one.settings.path, at: one.settings.node.mark)
                failures.append("\(place)" + (error.errorOutput.isEmpty ? "" : "\n\(error.errorOutput)"))
            } catch {
                failures.append("\(error)")
            }
        }
        return failures
    }
}
