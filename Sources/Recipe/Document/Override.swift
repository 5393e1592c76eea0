import MuseProtocols

/// A change of a recipe from the command line: `generator.order=6`, or `~constraints` to remove.
package struct Override: Sendable {
    let source: SourceFile

    /// - Parameter option: the command-line option before the text, which names the origin in messages.
    package init(_ text: String, option: String = "--set") {
        source = SourceFile(name: option, text: text)
    }

    /// A recipe with the override applied.
    ///
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
        // An empty text is null in YAML, which removes the key like `~`.
        guard let value, !value.isNull else { return try root.setting(path, to: nil, at: mark) }
        return try root.setting(path, to: value, at: mark)
    }

    private var mark: SourceMark { SourceMark(source: source, line: 1, column: 1) }

    private func path(_ text: Substring) throws -> ValuePath {
        if let path = ValuePath(text) {
            if path.steps[0] != "extends" { return path }
            throw RecipeError(.conflict("'extends' can be set only in a recipe file"), path: "extends", at: mark)
        }
        throw RecipeError(
            .syntax("invalid key '\(text.prefix(60))'; expected one such as generator.order"), path: "", at: mark)
    }
}
