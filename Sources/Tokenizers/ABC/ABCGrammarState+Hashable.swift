import MuseProtocols

extension ABCGrammarState: Hashable {
    /// Compares what decides how the tune can continue, most variable first. The marks that may be drawn follow from
    /// the tonic.
    static func == (a: Self, b: Self) -> Bool {
        a.elapsed == b.elapsed && a.place == b.place && a.element == b.element && a.totalBars == b.totalBars
            && a.section == b.section && a.next == b.next && a.cadence == b.cadence && a.tie == b.tie
            && a.tuplet == b.tuplet && a.brokenRemainder == b.brokenRemainder && a.phrases == b.phrases
            && a.bar == b.bar && a.pickup == b.pickup && a.barLength == b.barLength && a.isAtStart == b.isAtStart
            && a.isGiven == b.isGiven && a.isShortening == b.isShortening && a.isFree == b.isFree && a.full == b.full
            && a.unit == b.unit && a.tonic == b.tonic && a.pitches === b.pitches
            && a.sectionTokens == b.sectionTokens && a.grammar === b.grammar
    }

    /// Hashes what differs between most states of a tune.
    func hash(into hasher: inout Hasher) {
        hasher.combine(elapsed)
        hasher.combine(totalBars)
        hasher.combine(place)
        hasher.combine(element.written)
        hasher.combine(element.hasPrefix)
        hasher.combine(element.noteCount)
        hasher.combine(section.index)
        hasher.combine(section.ending)
        hasher.combine(pickup)
        hasher.combine(cadence)
        hasher.combine(bar)
        hasher.combine(phrases)
    }
}
