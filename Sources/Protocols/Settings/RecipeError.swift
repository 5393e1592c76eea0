/// A mistake in a recipe, and its place.
public struct RecipeError: Error, Equatable, Sendable {
    public enum Reason: Equatable, Sendable {
        case missing(key: String)
        case wrongType(expected: String, found: String)
        case outOfRange(expected: String, found: String)
        /// No `kind` (`sampler`, `key`, `mode`) has this name.
        case unknown(kind: String, name: String, nearest: String?, known: [String])
        case duplicate(key: String, first: SourceMark)
        /// The text is not YAML, or uses a feature that recipes do not allow.
        case syntax(String)
        /// The value is valid by itself, but not here or not together with other values.
        case conflict(String)
    }

    public let reason: Reason
    /// The path in the recipe: `sampler[0].k`; empty at the top level.
    public let path: String
    public let mark: SourceMark?

    public init(_ reason: Reason, path: String, at mark: SourceMark?) {
        self.reason = reason
        self.path = path
        self.mark = mark
    }
}

extension RecipeError: CustomStringConvertible {
    public var description: String {
        render("error", path.isEmpty ? message : "\(Self.short(path)): \(message)", at: mark)
    }

    /// The message without place and path.
    public var message: String {
        switch reason {
        case .missing(let key): "'\(key)' is missing"
        case .wrongType(let expected, let found): "expected \(expected), found \(found)"
        case .outOfRange(let expected, let found): "expected \(expected), found \(found)"
        case .unknown(let kind, let name, let nearest, let known):
            "no \(kind) is called '\(Self.short(name))'"
                + (nearest.map { "; did you mean '\($0)'?" }
                    ?? (known.isEmpty ? "" : "; known: " + known.joined(separator: ", ")))
        case .duplicate(let key, let first): "'\(Self.short(key))' occurs twice; the first is at \(first.place)"
        case .syntax(let message), .conflict(let message): message
        }
    }

    /// Truncates a name, which may be as long as the file, to a readable length.
    private static func short(_ text: String) -> String { text.count > 80 ? text.prefix(80) + "…" : text }
}

/// All mistakes of one recipe, in the order of their places.
public struct RecipeErrors: Error, Equatable, Sendable {
    public let errors: [RecipeError]

    public init(_ errors: [RecipeError]) { self.errors = errors }
}

extension RecipeErrors: CustomStringConvertible {
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}
