/// What a variation of a tune keeps, and the notes that it may use.
package struct Variation: Sendable {
    /// What the spans that are sampled anew keep of the tune.
    package enum Kept: String, CaseIterable, Sendable {
        /// Onsets and lengths, and the structural notes.
        case rhythm
        /// The structural notes.
        case skeleton
        /// The chords: notes on beats belong to the chord in force.
        case harmony
        /// Chord symbols alone.
        case chords
    }

    package var kept: Kept
    /// The chords that `harmony` keeps.
    package var chords: [Timed<ChordSymbol>]
    /// The MIDI numbers that new notes may have; nil for the range of the tune.
    package var pitches: Set<Int>?
    /// The notes outside the key signature that new notes may be, as fifths above the tonic, if the tune has them; nil
    /// for all.
    package var chromatic: Set<Int>?

    package init(
        keeping kept: Kept, chords: [Timed<ChordSymbol>] = [], pitches: Set<Int>? = nil, chromatic: Set<Int>? = nil
    ) {
        (self.kept, self.chords, self.pitches, self.chromatic) = (kept, chords, pitches, chromatic)
    }
}
