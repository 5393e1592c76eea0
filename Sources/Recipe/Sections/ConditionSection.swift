import MuseMusic
import MuseProtocols

/// `generate.condition`: the conditions that every tune must meet.
struct ConditionSection {
    static let meter = Setting<Meter>("meter", default: nil, "meter of the tunes")
    static let key = Setting<Key>("key", default: nil, "key of the tunes")
    static let rhythm = Setting<RhythmName>(
        "rhythm", default: nil, "rhythm of the tunes in any common spelling, such as jig or reel")
    static let origin = Setting<String>("origin", default: nil, "origin (O:), one of the tokenizer's `labels.origin`")
    static let composer = Setting<String>(
        "composer", default: nil, "composer (C:), one of the tokenizer's `labels.composer`")
    static let book = Setting<String>("book", default: nil, "book (B:), one of the tokenizer's `labels.book`")
    static let section = Section(
        "generate.condition", "conditions that every tune must meet", affects: .fineTune,
        [.setting(meter), .setting(key), .setting(rhythm), .setting(origin), .setting(composer), .setting(book)])

    let meter: Plan.Demand<Meter>?
    let key: Plan.Demand<Key>?
    let rhythm: Plan.Demand<String>?
    let styles: [StyleToken.Kind: Plan.Demand<String>]

    init(_ check: inout RecipeCheck, _ generate: Node) throws {
        let settings = try check.section(Self.section, in: generate)
        func demand<Value: SettingValue, Result>(
            _ setting: Setting<Value>, _ value: (Value) -> Result
        ) throws -> Plan.Demand<Result>? {
            let name = setting.info.name
            return try check.optional(setting, settings).map {
                Plan.Demand(value($0), path: Self.section.path(of: setting), mark: settings.node[name]?.mark)
            }
        }
        meter = try demand(Self.meter) { $0 }
        key = try demand(Self.key) { $0 }
        rhythm = try demand(Self.rhythm) { $0.name }
        var styles: [StyleToken.Kind: Plan.Demand<String>] = [:]
        styles[.origin] = try demand(Self.origin) { $0 }
        styles[.composer] = try demand(Self.composer) { $0 }
        styles[.book] = try demand(Self.book) { $0 }
        self.styles = styles
    }
}
