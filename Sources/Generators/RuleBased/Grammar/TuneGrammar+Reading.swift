import MuseMusic
import MuseProtocols

extension TuneGrammar {
    /// Reads and checks the grammar of a recipe.
    ///
    /// - Throws: `RecipeErrors` with all mistakes that single settings do not show.
    init(_ settings: Settings) throws {
        typealias Keys = GrammarSettings
        let dance = try settings[Keys.dance]
        let closes = settings[Keys.closes]
        let (low, high) = (try settings[Keys.low], try settings[Keys.high])
        guard low.midi <= high.midi else {
            throw settings.conflict(
                "the highest note, \(high.settingText), is below the lowest, \(low.settingText)", about: Keys.high)
        }
        self.init(
            dance: dance, meter: try settings.optional(Keys.meter) ?? dance.meter,
            keys: try settings.weighted(Keys.keys) ?? dance.keys, form: Array(try settings[Keys.form]),
            stated: Set(
                (settings.node.entries ?? []).filter { entry in
                    // Resolved recipes contain the defaults.
                    entry.value.text == nil
                        || entry.value.text != Keys.all.first { $0.info.name == entry.key }?.info.defaultText
                }.map(\.key)),
            sections: ["A": Weighted("abac"), "B": Weighted("dedc")],
            phrases: Dictionary(uniqueKeysWithValues: PhraseRule.standard.map { ($0.letter, $0.rule) }),
            rhythms: try settings.weighted(Keys.rhythms) ?? dance.rhythms,
            halfCloses: try closes?.weighted(Keys.half) ?? dance.halfCloses,
            fullCloses: try closes?.weighted(Keys.full) ?? dance.fullCloses,
            pickup: try settings.weighted(Keys.pickup) ?? dance.pickup,
            figures: try settings.weighted(Keys.figures) ?? dance.figures,
            largestLeap: try settings.optional(Keys.largestLeap) ?? dance.largestLeap,
            sequence: try settings[Keys.sequence], range: low.midi...high.midi,
            climax: try settings.optional(Keys.climax)?.first,
            secondVoice: try settings[Keys.secondVoice].map { try SecondVoiceRule($0) })
        var reading = GrammarReading(settings)
        try reading.readPhrases(into: &self)
        try reading.readSections(into: &self)
        try reading.checkMeter(self)
        reading.checkPickup(self)
        try reading.checkLetters(self)
        reading.checkChords(&self)
        if !reading.mistakes.isEmpty { throw RecipeErrors(reading.mistakes) }
    }
}
