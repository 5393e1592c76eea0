/// A setting of a component, with the type of its value.
///
/// Declared as a static property beside the schema, and used as a key to read the value:
///
///     static let k = Setting<Int>("k", in: 1..., default: 40, "tokens kept")
///     init(_ settings: Settings) throws { k = try settings[Self.k] }
public struct Setting<Value: Sendable>: AnySetting {
    // Only the initializers require `SettingValue`: with the requirement on the type, the runtime would look up the
    // conformance of each type of value at start-up, a fifth of the time of `muse list`.
    public let info: SettingInfo
    public let defaultValue: Value?
}

extension Setting where Value: SettingValue {
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

    /// A required setting.
    public init(_ name: String, kind: SettingKind = Value.kind, unit: String? = nil, _ meaning: String) {
        self.init(name, kind: kind, default: nil, required: true, unit: unit, meaning)
    }
}

extension Setting where Value == String {
    /// The path of a file, relative to the recipe.
    ///
    /// - Parameter what: the kind of file, with an article.
    package init(file name: String, what: String, example: String, _ meaning: String) {
        defaultValue = nil
        var info = SettingInfo(
            name: name, kind: .notation("the path of \(what)", example: example), defaultText: nil, isRequired: false,
            unit: nil, meaning: meaning)
        info.namesFile = true
        self.info = info
    }
}

extension Setting where Value: SettingValue {
    /// The setting, with the value of models that were fitted before it existed, if that is not its default.
    package func ofOlderModels(_ value: Value) -> Self {
        var info = info
        info.olderText = value.settingText
        return Setting(info: info, defaultValue: defaultValue)
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

/// Settings grouped under one key: `training: {steps: 2000, learning_rate: 1e-3}`.
public struct SettingGroup: AnySetting {
    public let info: SettingInfo

    public init(_ name: String, _ settings: [any AnySetting], _ meaning: String) {
        info = SettingInfo(
            name: name, kind: .group(settings.map(\.info)), defaultText: nil, isRequired: false, unit: nil,
            meaning: meaning)
    }
}
