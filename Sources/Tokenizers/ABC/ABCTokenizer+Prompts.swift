public import MuseMusic
public import MuseProtocols

extension ABCTokenizer {
    /// Header and music without the final bar line. The model chooses the form.
    public func opening(of score: Score) throws -> Opening {
        var encoder = encoder(score.withRepeatBeforePickup, isUnfinished: true)
        let tokens = try encoder.encoding().tokens
        let sections = self.tokens.tokens.indices.filter { i in
            if case .section = self.tokens.tokens[i] { true } else { false }
        }
        return Opening(tokens, free: sections.map { TokenID($0) }, freeAt: encoder.headerCount)
    }

    public func template(of score: Score, for plan: Plan) throws -> FillTemplate {
        var encoder = encoder(score.withRepeatBeforePickup)
        let tokens = try encoder.encoding().tokens
        let openBars = encoder.openBars
        guard !openBars.isEmpty else { throw PromptError("no bar is written '?' in this tune") }
        let base = try ABCGrammar(self.tokens, plan)
        return FillTemplate(
            tokens: tokens, gaps: openBars.map(\.tokens),
            grammar: try ABCFillGrammar(base, tokens, openBars, isFillingsOnly: false),
            fillings: try ABCFillGrammar(base, tokens, openBars, isFillingsOnly: true))
    }
}

extension Score {
    /// Moves the first repeat sign before the pickup: `A|:d2f` becomes `|:A|d2f`. Many write it after the pickup
    /// although the pickup is repeated too.
    fileprivate var withRepeatBeforePickup: Score {
        guard let i = barlines.firstIndex(where: { $0.onset > 0 }), barlines[i].startsRepeat, !barlines[i].endsRepeat,
            !barlines[..<i].contains(where: \.startsRepeat),
            let full = meters.value(at: 0)?.barTicks(ticksPerQuarter), barlines[i].onset < full
        else { return self }
        var score = self
        score.barlines[i].startsRepeat = false
        score.barlines.insert(Barline(onset: 0, startsRepeat: true), at: 0)
        return score
    }
}
