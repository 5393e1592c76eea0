/// What a component is called, what it does and what can be set: declared once, and used to decode and validate
/// recipes, for `muse describe`, the JSON Schema and Docs/Components.md.
public struct Schema: Sendable {
    /// The name in a recipe's `type:`, in snake_case.
    public let name: String
    /// One line without a full stop, in the third person: `keeps the k best tokens`.
    public let summary: String
    /// The paper or program that the component follows, with section; nil where it is common knowledge.
    public let source: String?
    public let settings: [SettingInfo]

    public init(_ name: String, _ summary: String, source: String? = nil, _ settings: [any AnySetting] = []) {
        self.name = name
        self.summary = summary
        self.source = source
        self.settings = settings.map(\.info)
    }

    /// A part of another schema.
    package init(_ name: String, settings: [SettingInfo]) {
        self.name = name
        summary = ""
        source = nil
        self.settings = settings
    }
}
