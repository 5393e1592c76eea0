package import MuseProtocols
package import MuseStorage

/// Composes tunes by a stochastic grammar in the recipe, without a corpus.
///
/// The grammar's parts are those of a textbook: a form of sections, sections of phrases, phrases over chords with a
/// half or full close, rhythm cells and melodic figures for their beats, and a contour. The choices of a tune are drawn
/// by weights from the tune's own random stream. The pitches of a phrase are drawn together (`MelodyLattice`), so that
/// its close, its chords and its line are all reached.
///
/// The composed tune is encoded with the recipe's tokenizer, and the decoder predicts its tokens one by one. So grammar
/// mask, samplers and exporters work as for every generator.
///
/// Source: grammars of chord sequences: Steedman, "A Generative Grammar for Jazz Chord Sequences", Music Perception
/// 2(1), 1984, https://doi.org/10.2307/40285282; contours: Huron, "The Melodic Arch in Western Folksongs", 1996;
/// closes: Caplin, *Classical Form*, 1998, chapter 4. The grammar of dances is ours.
package struct RuleBased: Generator {
    package static let schema = Schema(
        "rule_based", "composes by a grammar of form, phrases, chords, rhythms and contours; needs no corpus",
        source: "Steedman 1984, A Generative Grammar for Jazz Chord Sequences", GrammarSettings.all,
        capabilities: possible, needsCorpus: false)
    static let possible: Set<Capability> = [.continue, .conditions]

    private let grammar: TuneGrammar

    package var capabilities: Set<Capability> { Self.possible }
    package var explanation: [String] { grammar.explanation }

    package init(_ settings: Settings) throws { grammar = try TuneGrammar(settings) }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        if context.isCancelled() { throw CancellationError() }
        return try model(corpus.reading, vocabularySize: corpus.vocabularySize)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        guard let size = saved.description[RuleBasedModel.vocabularySizeKey]?.intValue, size > 0 else {
            throw StorageError("a rule_based model needs a vocabulary_size of at least 1")
        }
        return try model(reading, vocabularySize: size)
    }

    private func model(_ reading: (any TokenReading)?, vocabularySize: Int) throws -> any Model {
        guard let reader = reading?.tuneReader else { throw FitError(Self.needsMusic) }
        return RuleBasedModel(grammar, TuneTokens(reader), vocabularySize: vocabularySize)
    }

    /// Tokens that cannot hold the tunes of the grammar, tried on a few of them.
    package func objections(to reading: any TokenReading) -> [SettingObjection] {
        guard let reader = reading.tuneReader else { return [SettingObjection("", Self.needsMusic)] }
        let tokens = TuneTokens(reader)
        for seed: UInt64 in 0..<2 {
            var random = RandomSource(seed: seed)
            let composer = Composer(grammar: grammar, plan: Plan(), hasRepeats: tokens.hasRepeats)
            guard let score = composer.compose(&random) else {
                return [
                    SettingObjection(GrammarSettings.high.info.name, "no note of a key of this grammar is in the range")
                ]
            }
            if let reason = tokens.objection(to: score) { return [SettingObjection("", reason)] }
        }
        return []
    }

    package func objections(to plan: Plan) -> [SettingObjection] { grammar.objections(to: plan) }

    private static let needsMusic = "these tokens cannot be read as music, which `rule_based` composes"
}
