import MuseProtocols
import MuseRecipe
import MuseStorage

/// Selects the importer or exporter of a file: the one that the user has chosen, or else by file extension.
struct FormatChoice<Product: Sendable>: Sendable {
    private let kind: String
    private let verb: String
    private let chosen: Product?
    private let formats: Formats<Product>

    /// - Parameters:
    ///   - chosen: a component's name, or its name and settings as in a recipe; nil if the file extension selects it.
    ///   - verb: what the component does with files: `reads`.
    /// - Throws: `RecipeErrors` for a mistake in `chosen`.
    init(
        _ registry: Registry<Product>, chosen: String?, verb: String, _ endings: (Product) -> [String]
    ) throws {
        kind = registry.kind
        self.verb = verb
        self.chosen = try chosen.map {
            try registry.make(try Node(component: $0, option: "--\(registry.kind)"), path: registry.kind)
        }
        formats = try Formats(registry, endings)
    }

    /// Whether the user has chosen the component.
    var isChosen: Bool { chosen != nil }

    /// Returns the component for a file, with a warning if the file extension selects several.
    ///
    /// - Throws: `MuseError.use` for an unknown file extension.
    func component(for path: String) throws -> (Product, warning: Diagnostic?) {
        if let chosen { return (chosen, nil) }
        if let found = formats[path] {
            let warning = formats.ambiguity(path).map { "\($0); to choose, use --\(kind)" }
            return (found, warning.map { Diagnostic(.warning, $0, at: nil) })
        }
        let known = formats.known.joined(separator: ", ")
        throw MuseError.use("no \(kind) \(verb) '\(printable(path))'; known endings: \(known)")
    }
}
