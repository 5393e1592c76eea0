/// What a component is called, what it does and what can be set: declared once, and used to decode and validate
/// recipes, for `muse describe`, the JSON Schema and Docs/Components.md.
public struct Schema: Sendable {
    /// The name in a recipe's `type:`, in snake_case.
    public let name: String
    /// One line without a full stop, in the third person: `keeps the k best tokens`.
    public let summary: String
    /// The paper or program that the component follows, with section; nil where it is common knowledge.
    public let source: String?
    /// Of what the component learns, encodes, reads or writes: raised whenever the same settings lead to something
    /// else, so that a model fitted by older code is not taken for a new one.
    public let version: Int
    public let settings: [SettingInfo]
    /// What the component can do at most, whatever its settings.
    public let capabilities: Set<Capability>
    /// Of capabilities that only some settings give, what they take: "`training.condition_dropout` above 0".
    public let requirements: [Capability: String]

    /// - Parameters:
    ///   - structure: a generator's settings that determine which weights a model has, so that a pretrained model fixes
    ///     them. They come first in the list of settings.
    ///   - requirements: of capabilities that only some settings give; they need not be in `capabilities`.
    public init(
        _ name: String, _ summary: String, source: String? = nil, version: Int = 1, structure: [any AnySetting] = [],
        _ settings: [any AnySetting] = [], capabilities: Set<Capability> = [], requirements: [Capability: String] = [:]
    ) {
        self.capabilities = capabilities.union(requirements.keys)
        self.requirements = requirements
        self.name = name
        self.summary = summary
        self.source = source
        self.version = version
        self.settings =
            structure.map { setting in
                var info = setting.info
                info.isFixedByWeights = true
                return info
            } + settings.map(\.info)
    }

    /// A part of another schema.
    package init(_ name: String, settings: [SettingInfo]) {
        self.name = name
        summary = ""
        source = nil
        capabilities = []
        requirements = [:]
        version = 1
        self.settings = settings
    }
}
