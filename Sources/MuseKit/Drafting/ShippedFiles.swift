import MuseRecipe
import MuseStorage

/// The tunes and models that ship with muse, where they are found.
public struct ShippedFiles: Sendable, Equatable {
    /// The tunebook; nil if it is not found.
    public let corpus: String?
    /// The folder of the models; nil if it is not found.
    private let models: String?

    /// No shipped files.
    public static let none = ShippedFiles(corpus: nil, models: nil)

    private init(corpus: String?, models: String?) {
        self.corpus = corpus
        self.models = models
    }

    /// Searches the folders above each path, and `share/muse` in them, for `Corpora` and `Models`.
    ///
    /// - Parameter paths: places to start from, such as the program's file and the working directory.
    public init(near paths: [String]) {
        let folders = paths.flatMap { Self.ancestors(of: Files.absolute($0)) }.flatMap { [$0, "\($0)/share/muse"] }
        corpus = folders.map { "\($0)/Corpora/traditional.abc" }.first(where: Files.isRegularFile)
        models = folders.map { "\($0)/Models" }.first {
            Files.isRegularFile("\($0)/folk-transformer/\(ModelFolder.recordName)")
        }
    }

    /// The folder of the pretrained model of a generator; nil if there is none.
    func model(_ model: RecipeAnswers.Model) -> String? {
        guard let models else { return nil }
        let folder = "\(models)/folk-\(model.rawValue)"
        return Files.isRegularFile("\(folder)/\(ModelFolder.recordName)") ? folder : nil
    }

    /// The folders that contain a path, the innermost first.
    private static func ancestors(of path: String) -> [String] {
        let parts = path.split(separator: "/")
        return parts.indices.reversed().map { "/" + parts[..<$0].joined(separator: "/") }
            .map { $0 == "/" ? "" : $0 }
    }
}
