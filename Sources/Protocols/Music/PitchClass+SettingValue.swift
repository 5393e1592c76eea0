extension PitchClass: SettingValue {
    public static var kind: SettingKind { .notation("a note name", example: "D, F# or Bb") }

    public init?(node: Node) {
        guard let text = String(node: node), let name = PitchClass(text) else { return nil }
        self = name
    }

    public var settingText: String { description }
}
