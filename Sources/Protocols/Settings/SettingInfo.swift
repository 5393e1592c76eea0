/// A setting without its Swift type: what documentation, checks and schemas need.
public struct SettingInfo: Sendable {
    public let name: String
    public let kind: SettingKind
    /// As one would write it in a recipe; nil where the setting has no default.
    public let defaultText: String?
    public let isRequired: Bool
    public let unit: String?
    public let meaning: String
    /// A generator's setting that determines which weights a model has: a pretrained model comes with its own.
    public package(set) var isFixedByWeights = false
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

    /// The same under another name: `training.steps` for a part of a group.
    package func named(_ name: String) -> SettingInfo {
        var info = SettingInfo(
            name: name, kind: kind, defaultText: defaultText, isRequired: isRequired, unit: unit, meaning: meaning)
        info.isFixedByWeights = isFixedByWeights
        info.spelling = spelling
        return info
    }

    /// A value in its canonical form, whichever way a person writes it; anything else as it is.
    package func canonical(_ node: Node) -> Node { kind.canonical(spelling?(node) ?? node) }

    /// What is wrong with `node` as a value of this setting; nil where nothing is.
    package func mistake(in node: Node, path: String) -> RecipeError? {
        kind.mistake(in: canonical(node), path: path)
    }
}

extension SettingInfo: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        (a.name, a.kind, a.defaultText, a.isRequired, a.unit) == (b.name, b.kind, b.defaultText, b.isRequired, b.unit)
            && (a.meaning, a.isFixedByWeights) == (b.meaning, b.isFixedByWeights)
    }
}
