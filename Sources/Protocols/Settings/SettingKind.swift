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

    /// For messages: `a whole number from 1 to 16`.
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
