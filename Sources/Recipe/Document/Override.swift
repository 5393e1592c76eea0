import MuseProtocols

/// A change of a recipe from the command line: `generator.order=6`, or `~constraints` to remove.
package struct Override: Sendable {
    let source: SourceFile

    /// - Parameter option: the option that precedes it on the command line; names the origin in messages.
    package init(_ text: String, option: String = "--set") {
        source = SourceFile(name: option, text: text)
    }

    /// - Throws: `RecipeError` with the place in the argument.
    func applied(to root: Node) throws -> Node {
        let text = source.text
        if text.hasPrefix("~") {
            return try root.setting(path(text.dropFirst()), to: nil, at: mark)
        }
        guard let equals = text.firstIndex(of: "=") else {
            throw RecipeError(.syntax("expected KEY=VALUE, or ~KEY to remove"), path: "", at: mark)
        }
        let path = try path(text[..<equals])
        let start = text.index(after: equals)
        let value = try YAMLReader.read(source, from: start)
        // Nothing after the sign is YAML's empty value, which removes the key as `~` does.
        guard let value, !value.isNull else { return try root.setting(path, to: nil, at: mark) }
        return try root.setting(path, to: value, at: mark)
    }

    private var mark: SourceMark { SourceMark(source: source, line: 1, column: 1) }

    private func path(_ text: Substring) throws -> ValuePath {
        if let path = ValuePath(text) {
            if path.steps[0] != "extends" { return path }
            throw RecipeError(.conflict("only a recipe's file can extend another"), path: "extends", at: mark)
        }
        throw RecipeError(
            .syntax("'\(text.prefix(60))' is no key; write one such as generator.order"), path: "", at: mark)
    }
}
