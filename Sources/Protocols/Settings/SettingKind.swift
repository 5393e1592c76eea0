/// The type and range of a setting's value.
public indirect enum SettingKind: Sendable, Equatable {
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    case text
    case choice([String])
    /// Text in a notation, such as a meter, a key or a pitch, with an example.
    case notation(String, example: String)
    case list(of: SettingKind)
    /// One value, or a list of values.
    case oneOrMore(of: SettingKind)
    /// A mapping with its own settings.
    case group([SettingInfo])
    /// A number of this kind, or a `TuneSchedule` of such numbers.
    case schedule(of: SettingKind)
    /// A mapping from names to values, with an example of a name.
    case names(to: SettingKind, example: String)
    /// A component of a kind, with an example; its registry checks its settings.
    case component(of: String, example: String)
    /// A list of components of a kind, with examples; each has the common settings besides its own, which its registry
    /// checks.
    case components(of: String, examples: String, common: [SettingInfo])
    /// One value, a list of values, or a mapping from values to weights: see `Weighted`.
    case weighted(of: SettingKind)

    /// The expected value, for messages: `a whole number from 1 to 16`.
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
        case .oneOrMore(let kind): "\(kind.expected), or a list"
        case .group(let settings): "a mapping of \(settings.map(\.name).joined(separator: ", "))"
        case .schedule(let kind): "\(kind.expected), or a schedule"
        case .names(let kind, _): "a mapping from names to values, each \(kind.expected)"
        case .component(let kind, let example): "a \(kind) such as \(example)"
        case .components(let kind, _, _): "a list of \(kind)s, each with its type"
        case .weighted(let kind): "\(kind.expected), a list, or a mapping from values to weights"
        }
    }

    /// Whether the value is a list of components of a kind.
    package func hasComponents(of kind: String) -> Bool {
        if case .components(let own, _, _) = self { own == kind } else { false }
    }

    /// The kind of the component, or of the components, that the value consists of; nil for other values.
    package var componentKind: String? {
        switch self {
        case .component(let kind, _), .components(let kind, _, _): kind
        default: nil
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
