import MuseMusic
import MuseNotation

/// A note, chord or rest in ABC text.
struct ABCPlace: Equatable {
    /// The byte of its first character, a letter, an accidental or `[`.
    let offset: Int
    /// The time for which it is written, in ticks of the score.
    let ticks: Range<Int>
}

/// Scores as ABC in canonical form, and where each of their notes, chords and rests is written.
struct PlacedABC {
    private(set) var text: [UInt8] = []
    /// The scores as they are written: those of performances are notated.
    private(set) var scores: [Score] = []
    /// The places of each score, in the order of the text.
    private(set) var places: [[ABCPlace]] = []

    /// - Parameter heading: lines before the first tune.
    /// - Throws: `ExportError` if ABC cannot express a score.
    init(_ scores: [Score], heading: String) throws {
        var text = ABCText()
        text.bytes += heading.utf8
        for (i, score) in scores.enumerated() {
            text.append(.newline)
            text.places = []
            let notated = score.notated()
            try ABCTuneWriter(notated).write(number: i + 1, provenance: nil, into: &text)
            self.scores.append(notated)
            places.append(text.places ?? [])
        }
        self.text = text.bytes
    }
}
