package import MuseProtocols

extension Node {
    /// A component given as the value of a command-line option: its name, or a mapping such as
    /// `{type: tab, tuning: x}`.
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
