/// A setting without its Swift type, for documentation, checks and schemas.
public struct SettingInfo: Sendable {
    public let name: String
    public let kind: SettingKind
    /// The default as written in a recipe; nil if the setting has none.
    public let defaultText: String?
    public let isRequired: Bool
    public let unit: String?
    public let meaning: String
    /// Whether a generator's weights depend on the setting, so that a pretrained model fixes it.
    public package(set) var isFixedByWeights = false
    /// Whether a generator's setting affects only sampling from a fitted model, so that a change does not fit it again.
    public package(set) var affectsOnlySampling = false
    /// Whether the value is the path of a file, relative to the recipe.
    package var namesFile = false
    /// The value of models that were fitted before the setting existed; nil if it is the default.
    package var olderText: String?
    /// Maps a value to its canonical spelling; nil if the kind alone determines it.
    package var spelling: (@Sendable (Node) -> Node)?

    public init(
        name: String, kind: SettingKind, defaultText: String?, isRequired: Bool, unit: String?, meaning: String
    ) {
        self.name = name
        self.kind = kind
        self.defaultText = defaultText
        self.isRequired = isRequired
        self.unit = unit
        self.meaning = meaning
    }

    /// The setting under another name: `training.steps` for a member of a group.
    package func named(_ name: String) -> SettingInfo {
        var info = SettingInfo(
            name: name, kind: kind, defaultText: defaultText, isRequired: isRequired, unit: unit, meaning: meaning)
        info.isFixedByWeights = isFixedByWeights
        info.affectsOnlySampling = affectsOnlySampling
        info.namesFile = namesFile
        info.olderText = olderText
        info.spelling = spelling
        return info
    }

    /// The canonical form of a value; the node itself if it is not a value of this setting.
    package func canonical(_ node: Node) -> Node { kind.canonical(spelling?(node) ?? node) }

    /// The error in `node` as a value of this setting; nil if it is valid.
    package func mistake(in node: Node, path: String) -> RecipeError? {
        kind.mistake(in: canonical(node), path: path)
    }
}

extension SettingInfo: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        (a.name, a.kind, a.defaultText, a.isRequired, a.unit) == (b.name, b.kind, b.defaultText, b.isRequired, b.unit)
            && (a.meaning, a.isFixedByWeights, a.affectsOnlySampling)
                == (b.meaning, b.isFixedByWeights, b.affectsOnlySampling)
    }
}
