/// The name, summary and settings of a component.
///
/// Used to decode and validate recipes, and for `muse describe`, the JSON Schema and Docs/Components.md.
public struct Schema: Sendable {
    /// The name in a recipe's `type:`, in snake_case; `author/name` for a component of a plug-in with an author.
    public let name: String
    /// One line without a full stop, in the third person: `keeps the k best tokens`.
    public let summary: String
    /// The paper or program that the component follows, with section; nil if the method is common knowledge.
    public let source: String?
    /// The version of the component's behaviour. Raised whenever the same settings give a different result, so that
    /// models fitted by older code are not reused.
    public let version: Int
    public let settings: [SettingInfo]
    /// All capabilities that the component can have. Some may require certain settings.
    public let capabilities: Set<Capability>
    /// Whether a generator's models are fitted to a corpus. Otherwise recipes need none, and `fit` gets an empty one.
    public let needsCorpus: Bool
    /// The other generators whose models can be the starting point of a fit.
    package let startingPoints: [StartingPoint]
    /// The settings required by capabilities that only some settings give: "`training.condition_dropout` above 0".
    public let requirements: [Capability: String]

    /// - Parameters:
    ///   - structure: the settings of a generator that its weights depend on, so that a pretrained model fixes them.
    ///     They are listed before `settings`.
    ///   - sampling: the settings of a generator that affect only sampling, so that a pretrained model does not fix
    ///     them and a change does not fit the model again. They are listed after `settings`.
    ///   - requirements: the settings required by capabilities. These capabilities need not be in `capabilities`.
    public init(
        _ name: String, _ summary: String, source: String? = nil, version: Int = 1, structure: [any AnySetting] = [],
        _ settings: [any AnySetting] = [], sampling: [any AnySetting] = [], capabilities: Set<Capability> = [],
        requirements: [Capability: String] = [:], needsCorpus: Bool = true
    ) {
        self.init(
            name, summary, source: source, version: version, structure: structure, settings, sampling: sampling,
            capabilities: capabilities, requirements: requirements, startingPoints: [], needsCorpus: needsCorpus)
    }

    /// As above.
    ///
    /// - Parameter startingPoints: the other generators whose models can be the starting point of a fit.
    package init(
        _ name: String, _ summary: String, source: String? = nil, version: Int = 1, structure: [any AnySetting] = [],
        _ settings: [any AnySetting] = [], sampling: [any AnySetting] = [], capabilities: Set<Capability> = [],
        requirements: [Capability: String] = [:], startingPoints: [StartingPoint], needsCorpus: Bool = true
    ) {
        self.startingPoints = startingPoints
        self.needsCorpus = needsCorpus
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
            + sampling.map { setting in
                var info = setting.info
                info.affectsOnlySampling = true
                return info
            }
    }

    /// The same schema under another name.
    package func named(_ name: String) -> Schema {
        Schema(
            name: name, summary: summary, source: source, version: version, settings: settings,
            capabilities: capabilities, requirements: requirements, startingPoints: startingPoints,
            needsCorpus: needsCorpus)
    }

    /// The name without the author of a plug-in: `eta` for `ann/eta`.
    package var shortName: String { name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name }

    private init(
        name: String, summary: String, source: String?, version: Int, settings: [SettingInfo],
        capabilities: Set<Capability>, requirements: [Capability: String], startingPoints: [StartingPoint] = [],
        needsCorpus: Bool = true
    ) {
        self.startingPoints = startingPoints
        self.needsCorpus = needsCorpus
        self.name = name
        self.summary = summary
        self.source = source
        self.version = version
        self.settings = settings
        self.capabilities = capabilities
        self.requirements = requirements
    }

    /// A schema for a part of another schema's settings.
    package init(_ name: String, settings: [SettingInfo]) {
        self.init(
            name: name, summary: "", source: nil, version: 1, settings: settings, capabilities: [], requirements: [:])
    }
}
