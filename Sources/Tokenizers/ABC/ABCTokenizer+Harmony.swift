public import MuseMusic
public import MuseProtocols

extension ABCTokenizer {
    /// The tune without its chord symbols, with a slot at each element with which a harmonic span starts. In the first
    /// span of a bar a symbol is required; in others, none means that the chord goes on.
    public func harmonyTemplate(
        of score: Score, _ request: HarmonyRequest, _ plan: Plan
    ) throws -> HarmonyTemplate {
        var plain = score
        plain.chordSymbols = []
        var encoder = encoder(plain)
        let tokens = try encoder.encoding().tokens
        var slots: [HarmonyTemplate.Slot] = []
        for span in score.harmonicSpans(every: request.rhythm) {
            guard let index = encoder.elementStarts[span.start] else { continue }
            let chords = try symbols(request, span.key)
            slots.append(.init(index: index, chords: chords, isRequired: span.beat == .barStart))
        }
        return try HarmonyTemplate(tokens: tokens, slots: slots, maxTokens: plan.maxTokens?.value ?? .max)
    }

    /// The tokens of chord symbols to choose from in a key.
    private func symbols(_ request: HarmonyRequest, _ key: Key) throws -> [TokenID] {
        guard let chords = request.chords(in: key.mode) else {
            let usual = DrawableMarks(tokens, tonic: key.tonic).chordSymbols
            guard !usual.isEmpty else { throw PromptError("these tokens have no chord symbols") }
            return usual
        }
        let zero = tokens.isRelative ? key.tonic.fifths : 0
        let found = chords.compactMap { chord in
            let symbol = chord.symbol(in: key)
            return tokens[.chordSymbol(fifths: symbol.root.fifths - zero, kind: symbol.kind)]
        }
        guard !found.isEmpty else { throw PromptError("these tokens have none of the chords in \(key)") }
        return found
    }
}
