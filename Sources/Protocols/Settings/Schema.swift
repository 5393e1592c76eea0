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
    /// What the component can do at most, whatever its settings.
    public let capabilities: Set<Capability>
    /// Of capabilities that only some settings give, what they take: "`training.condition_dropout` above 0".
    public let requirements: [Capability: String]

    /// - Parameter requirements: of capabilities that only some settings give; they need not be in `capabilities`.
    public init(
        _ name: String, _ summary: String, source: String? = nil, _ settings: [any AnySetting] = [],
        capabilities: Set<Capability> = [], requirements: [Capability: String] = [:]
    ) {
        self.capabilities = capabilities.union(requirements.keys)
        self.requirements = requirements
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
        capabilities = []
        requirements = [:]
        self.settings = settings
    }
}

/// What can be said about a setting without knowing its Swift type.
public struct SettingInfo: Sendable, Equatable {
    public let name: String
    public let kind: SettingKind
    /// As one would write it in a recipe; nil where the setting has no default.
    public let defaultText: String?
    public let isRequired: Bool
    public let unit: String?
    public let meaning: String

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

    /// The same by another name: a part of a group by its whole one.
    package func named(_ name: String) -> SettingInfo {
        SettingInfo(
            name: name, kind: kind, defaultText: defaultText, isRequired: isRequired, unit: unit, meaning: meaning)
    }
}

/// The shapes that a setting's value can have.
public indirect enum SettingKind: Sendable, Equatable {
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    case text
    case choice([String])
    /// Text of a form of its own, with an example: a meter, a key, a pitch.
    case notation(String, example: String)
    case list(of: SettingKind)
    /// One value, or a list of them.
    case oneOrMore(of: SettingKind)
    /// A mapping with settings of its own.
    case group([SettingInfo])

    /// What a message says was expected.
    public var expected: String {
        switch self {
        case .integer(let range): "a whole number\(Self.bounds(range.lowerBound, range.upperBound, .min, .max))"
        case .number(let range):
            "a number\(Self.bounds(range.lowerBound, range.upperBound, -.infinity, .infinity))"
        case .boolean: "true or false"
        case .text: "text"
        case .choice(let names): "one of " + names.joined(separator: ", ")
        case .notation(let name, let example): "\(name) such as \(example)"
        case .list(let kind): "a list, each item \(kind.expected)"
        case .oneOrMore(let kind): "\(kind.expected), or a list of such"
        case .group(let settings): "a mapping of \(settings.map(\.name).joined(separator: ", "))"
        }
    }

    private static func bounds<T: Comparable & SettingValue>(_ low: T, _ high: T, _ lowest: T, _ highest: T) -> String {
        switch (low > lowest, high < highest) {
        case (true, true): " from \(low.settingText) to \(high.settingText)"
        case (true, false): " of at least \(low.settingText)"
        case (false, true): " of at most \(high.settingText)"
        case (false, false): ""
        }
    }
}
