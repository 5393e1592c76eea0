/// A value of a recipe as written: a scalar, a list or a mapping, with its place.
public struct Node: Sendable {
    public indirect enum Content: Sendable {
        /// The text of a scalar. `isPlain` is false for a quoted scalar, which is text even if it looks like a number.
        case scalar(String, isPlain: Bool)
        case list([Node])
        /// Entries in the order written. Keys are unique.
        case map([Entry])
    }

    public struct Entry: Sendable {
        public let key: String
        public let keyMark: SourceMark
        public var value: Node

        public init(key: String, keyMark: SourceMark, value: Node) {
            self.key = key
            self.keyMark = keyMark
            self.value = value
        }
    }

    public var content: Content
    public let mark: SourceMark

    public init(_ content: Content, at mark: SourceMark) {
        self.content = content
        self.mark = mark
    }

    /// The value of `key` in a mapping; nil if the key is missing or the node is not a mapping.
    public subscript(key: String) -> Node? { entry(key)?.value }

    public func entry(_ key: String) -> Entry? { entries?.first { $0.key == key } }

    public var entries: [Entry]? {
        if case .map(let entries) = content { entries } else { nil }
    }

    public var items: [Node]? {
        if case .list(let items) = content { items } else { nil }
    }

    public var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// Whether the node is a plain `~`, `null` or empty.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The value as messages describe it: `'fast'`, `the text '7'` if it is quoted, `a list`, `a mapping`, `nothing`.
    public var described: String {
        switch content {
        case .scalar(let text, let isPlain):
            isNull ? "nothing" : (isPlain ? "'" : "the text '") + (text.count > 40 ? text.prefix(40) + "…" : text) + "'"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}
