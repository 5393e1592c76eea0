public import MuseMusic

extension PitchClass: SettingValue {
    public static var kind: SettingKind { .notation("a note name", example: "D, F# or Bb") }

    public init?(node: Node) {
        guard let text = String(node: node), let name = PitchClass(text) else { return nil }
        self = name
    }

    public var settingText: String { description }
}

extension Key: SettingValue {
    public static var kind: SettingKind { .notation("a key", example: "D, Am or E dorian") }

    public init?(node: Node) {
        guard let text = String(node: node), let key = Key(text) else { return nil }
        self = key
    }

    public var settingText: String { description }
}

extension Meter: SettingValue {
    public static var kind: SettingKind { .notation("a meter", example: "6/8, C, C| or none") }

    public init?(node: Node) {
        guard let text = String(node: node), let meter = Meter(text) else { return nil }
        self = meter
    }

    public var settingText: String { description }
}
