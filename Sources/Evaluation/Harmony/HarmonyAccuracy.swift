package import MuseMusic

/// How many chords of melodies are those that an author has written, beat by beat.
///
/// A beat counts if a chord symbol is in force that is a triad or a dominant seventh (`ScaleChord`).
package struct HarmonyAccuracy: Sendable, Equatable {
    package private(set) var beats = 0
    /// Beats with the right root.
    package private(set) var roots = 0
    /// Beats with the right root and triad: a dominant seventh counts as its major triad.
    package private(set) var triads = 0
    /// Beats with the right chord.
    package private(set) var chords = 0

    package init() {}

    package mutating func add(_ other: HarmonyAccuracy) {
        beats += other.beats
        roots += other.roots
        triads += other.triads
        chords += other.chords
    }

    /// Compares chords with those of a score.
    mutating func add(_ chord: ScaleChord?, for written: ScaleChord) {
        beats += 1
        guard let chord, chord.root == written.root else { return }
        roots += 1
        if chord.kind.triad == written.kind.triad { triads += 1 }
        if chord == written { chords += 1 }
    }

    /// Adds the beats of a tune.
    ///
    /// - Parameters:
    ///   - chords: the chords to be judged.
    ///   - score: the tune with the chords of its author.
    package mutating func add(_ chords: [Timed<ChordSymbol>], for score: Score) {
        for span in score.harmonicSpans(every: .beat) {
            guard let written = score.scaleChord(in: span) else { continue }
            add(chords.value(at: span.start).flatMap { ScaleChord($0, in: span.key) }, for: written)
        }
    }

    /// Shares of the beats, 0 to 1.
    package var rootShare: Double { Double(roots) / Double(max(1, beats)) }
    package var triadShare: Double { Double(triads) / Double(max(1, beats)) }
    package var chordShare: Double { Double(chords) / Double(max(1, beats)) }
}

extension ScaleChord.Kind {
    fileprivate var triad: Self { self == .seventh ? .major : self }
}
