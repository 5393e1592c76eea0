package import MuseProtocols

extension Node {
    /// A component given as the value of a command-line option: its name, or a mapping such as `{type: tab, tuning: x}`.
    ///
    /// - Parameter option: the option, which names the origin in messages.
    /// - Throws: `RecipeErrors`.
    package init(component text: String, option: String) throws {
        let source = SourceFile(name: option, text: text)
        let start = SourceMark(source: source, line: 1, column: 1)
        do {
            guard let node = try YAMLReader.read(source), !node.isNull else {
                throw RecipeError(
                    .wrongType(expected: "the name of a component", found: "nothing"), path: "", at: start)
            }
            self = node.component
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }
}

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
