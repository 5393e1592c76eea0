/// A number that can vary over a tune: a constant, a line from one value to another, or one value for each section.
///
/// In a recipe: `0.9`, `{start: 1.1, end: 0.7}` or `{sections: [1, 0.7]}`.
public enum TuneSchedule: Sendable, Equatable {
    case constant(Double)
    /// Changes linearly from the first to the last bar of a tune.
    case line(start: Double, end: Double)
    /// The value of each section. The last one also applies to all further sections. Never empty.
    case sections([Double])

    /// The keys of a schedule that is written as a mapping.
    package enum Key: String, CaseIterable {
        case start, end, sections
    }

    /// The value at a position in a tune.
    ///
    /// - Parameters:
    ///   - fraction: the part of the tune before the position, from 0 to 1.
    ///   - section: the number of sections before the position.
    public func value(at fraction: Double, section: Int) -> Double {
        switch self {
        case .constant(let value): value
        case .line(let start, let end): start + fraction * (end - start)
        case .sections(let values): values[min(section, values.count - 1)]
        }
    }
}

extension TuneSchedule: SettingValue {
    public static var kind: SettingKind { .schedule(of: Double.kind) }

    public init?(node: Node) {
        func number(_ key: Key) -> Double? { node[key.rawValue].flatMap { Double(node: $0) } }
        if let value = Double(node: node) {
            self = .constant(value)
        } else if let start = number(.start), let end = number(.end) {
            self = .line(start: start, end: end)
        } else if let values = node[Key.sections.rawValue].flatMap({ [Double](node: $0) }), !values.isEmpty {
            self = .sections(values)
        } else {
            return nil
        }
    }

    public var settingText: String {
        switch self {
        case .constant(let value): value.settingText
        case .line(let start, let end):
            "{\(Key.start): \(start.settingText), \(Key.end): \(end.settingText)}"
        case .sections(let values): "{\(Key.sections): \(values.settingText)}"
        }
    }
}

extension Setting where Value == TuneSchedule {
    /// A number that recipes can schedule.
    public init(
        _ name: String, in range: ClosedRange<Double>, default value: Double, unit: String? = nil, _ meaning: String
    ) {
        self.init(name, kind: .schedule(of: .number(range)), default: .constant(value), unit: unit, meaning)
    }

    /// A whole number that recipes can schedule. Values between two whole numbers are rounded by the component.
    public init(
        _ name: String, in range: PartialRangeFrom<Int>, default value: Int, unit: String? = nil, _ meaning: String
    ) {
        let kind = SettingKind.integer(range.lowerBound...Int.max)
        self.init(name, kind: .schedule(of: kind), default: .constant(Double(value)), unit: unit, meaning)
    }
}
