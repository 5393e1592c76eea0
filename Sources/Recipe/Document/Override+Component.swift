package import MuseProtocols

extension Override {
    /// A component given only on the command line: its type, and settings as overrides such as `pitch=absolute`.
    ///
    /// - Throws: `RecipeErrors`.
    package static func component(_ type: String, _ overrides: [Override]) throws -> Node {
        let mark = SourceMark(source: SourceFile(name: "command line", text: type), line: 1, column: 1)
        let entry = Node.Entry(key: "type", keyMark: mark, value: Node(.scalar(type, isPlain: true), at: mark))
        do {
            return try overrides.reduce(Node(.map([entry]), at: mark)) { try $1.applied(to: $0) }
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }
}
