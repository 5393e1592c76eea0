import MuseMusic

/// What is known of a beat before its pitches are drawn.
struct MelodyBeat: Sendable {
    /// What the beat does for the close of its phrase.
    enum Role: Sendable {
        case inner
        /// The beat before a full close.
        case approach
        case halfClose, fullClose
    }

    var cell: RhythmCell
    let chord: ScaleChord
    let isBarStart: Bool
    /// The line that the melody follows, as a step of the scale.
    var target: Double
    /// The highest step.
    var ceiling: Int
    /// The step on which the beat has to begin: the climax.
    var first: Int?
    /// The figure of a motif; nil for any.
    var figure: Figure?
    let role: Role
    /// The degrees on which the recipe lets the beat end; nil for any.
    var degrees: Set<Int>?
}

/// A beat whose pitches are drawn.
struct ComposedBeat: Hashable, Sendable {
    let cell: RhythmCell
    /// nil for given notes that are none of the grammar's figures.
    let figure: Figure?
    let chord: ScaleChord
    /// The steps of the scale of the cell's notes.
    let steps: [Int]
}
