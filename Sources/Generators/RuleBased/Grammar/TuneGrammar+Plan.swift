import MuseMusic
import MuseProtocols

extension TuneGrammar {
    /// The settings that contradict the demands on all tunes, or have no effect beside them.
    func objections(to plan: Plan) -> [SettingObjection] {
        typealias Keys = GrammarSettings
        var result: [SettingObjection] = []
        func object(_ setting: any AnySetting, _ message: String) {
            result.append(SettingObjection(setting.info.name, message))
        }
        if let demand = plan.meter, demand.value != meter {
            object(Keys.meter, "'\(demand.path)' demands \(demand.value), and this grammar has \(meter)")
        }
        if let demand = plan.rhythm, Rhythm.normalized(demand.value) != dance.name {
            object(
                Keys.dance,
                "'\(demand.path)' demands the rhythm \(demand.value), and this grammar is for a \(dance.name)")
        }
        if let demand = plan.key, stated.contains(Keys.keys.info.name) {
            object(Keys.keys, "has no effect: '\(demand.path)' demands \(demand.value)")
        }
        if let demand = plan.sections {
            let fix = "'\(demand.path)' demands the sections"
            if stated.contains(Keys.form.info.name) { object(Keys.form, "has no effect: \(fix)") }
            if stated.contains(Keys.sections.info.name), demand.value.allSatisfy({ !$0.phrases.isEmpty }) {
                object(Keys.sections, "has no effect: \(fix) and their phrases")
            }
        } else if let demand = plan.bars, stated.contains(Keys.form.info.name) {
            let counts = barCounts
            if !counts.contains(where: demand.value.contains) {
                object(
                    Keys.form, "has \(counts.map(String.init).joined(separator: " or ")) bars, outside '\(demand.path)'"
                )
            }
        }
        return result
    }

    /// The possible numbers of bars of the form, as written and as played.
    private var barCounts: [Int] {
        func bars(_ letter: Character) -> Int {
            sections[letter]?.values.first?.reduce(0) { $0 + rule($1).bars } ?? 0
        }
        let written = writtenForm.reduce(0) { $0 + bars($1.letter) }
        let played = form.reduce(0) { $0 + bars($1) }
        return written == played ? [written] : [written, played]
    }
}
