/// One thing that a recipe can set in a component.
///
/// Declared as a static property beside the schema, and used as the key that reads the value:
///
///     static let k = Setting<Int>("k", in: 1..., default: 40, "tokens kept")
///     init(_ settings: Settings) throws { k = try settings[Self.k] }
public struct Setting<Value: SettingValue>: AnySetting {
    public let info: SettingInfo
    public let defaultValue: Value?

    public init(
        _ name: String, kind: SettingKind = Value.kind, default value: Value?, required: Bool = false,
        unit: String? = nil, _ meaning: String
    ) {
        defaultValue = value
        var info = SettingInfo(
            name: name, kind: kind, defaultText: value?.settingText, isRequired: required, unit: unit, meaning: meaning)
        info.spelling = { Value.spelled($0) }
        self.info = info
    }

    /// A setting that every recipe has to give.
    public init(_ name: String, kind: SettingKind = Value.kind, unit: String? = nil, _ meaning: String) {
        self.init(name, kind: kind, default: nil, required: true, unit: unit, meaning)
    }
}

public protocol AnySetting: Sendable {
    var info: SettingInfo { get }
}

extension Setting where Value == Int {
    public init(
        _ name: String, in range: PartialRangeFrom<Int>, default value: Int?, unit: String? = nil, _ meaning: String
    ) {
        self.init(name, kind: .integer(range.lowerBound...Int.max), default: value, unit: unit, meaning)
    }

    public init(
        _ name: String, in range: ClosedRange<Int>, default value: Int?, unit: String? = nil, _ meaning: String
    ) {
        self.init(name, kind: .integer(range), default: value, unit: unit, meaning)
    }
}

extension Setting where Value == Double {
    public init(
        _ name: String, in range: ClosedRange<Double>, default value: Double?, unit: String? = nil, _ meaning: String
    ) {
        self.init(name, kind: .number(range), default: value, unit: unit, meaning)
    }

    public init(
        _ name: String, in range: PartialRangeFrom<Double>, default value: Double?, unit: String? = nil,
        _ meaning: String
    ) {
        self.init(name, kind: .number(range.lowerBound...Double.infinity), default: value, unit: unit, meaning)
    }
}

/// Settings that stand together under one key: `training: {steps: 2000, learning_rate: 1e-3}`.
public struct SettingGroup: AnySetting {
    public let info: SettingInfo

    public init(_ name: String, _ settings: [any AnySetting], _ meaning: String) {
        info = SettingInfo(
            name: name, kind: .group(settings.map(\.info)), defaultText: nil, isRequired: false, unit: nil,
            meaning: meaning)
    }
}
