import MuseProtocols

/// Tests of rules: a tune in, value and satisfaction out.
enum RuleTests: ComponentTests {
    private static let tune = Setting<String>("tune", "a tune in ABC")
    private static let value = Setting<Double>("value", default: nil, "value in the rule's unit")
    private static let satisfaction = Setting<Double>("satisfaction", in: 0...1, default: nil, "satisfaction")
    private static let expect = SettingGroup("expect", [value, satisfaction], "what the rule measures")

    static var keys: [any AnySetting] { [tune, expect] }

    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding] {
        RuleContract.findings { try registries.rules.makeWithDefaults(name) }
    }

    static func check(_ one: AuthorCase, _ registries: Registries) throws {
        let measured = try one.make(registries.rules).measure(one.tune(tune, registries))
        let expected = one.settings[expect]
        if expected?.node.entries?.isEmpty ?? true {
            throw one.settings.conflict("expected 'value' or 'satisfaction'", about: expect)
        }
        if let value = try expected?.optional(value) { try one.compare(value, measured.value, "value") }
        if let satisfaction = try expected?.optional(satisfaction) {
            try one.compare(satisfaction, measured.satisfaction, "satisfaction")
        }
    }

    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall? {
        let rule = try registries.rules.makeWithDefaults(name)
        return .tune("measuring") { _ = try rule.measure(ContractScores.typical) }
    }
}
