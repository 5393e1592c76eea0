package import MuseMusic

/// A note, chord or rest in ABC text.
package struct ABCPlace: Equatable {
    /// The byte of its first character, a letter, an accidental or `[`.
    package let offset: Int
    /// The time for which it is written, in ticks of the score.
    package let ticks: Range<Int>
}

/// Scores as ABC in canonical form, and where each of their notes, chords and rests is written.
package struct PlacedABC {
    package private(set) var text: [UInt8] = []
    /// The places of each score, in the order of the text; nil for one that ABC cannot express.
    package private(set) var places: [[ABCPlace]?] = []

    /// - Parameters:
    ///   - scores: those of performances notated.
    ///   - heading: lines before the first tune.
    package init(_ scores: [Score], heading: String) {
        var text = ABCText()
        text.bytes += heading.utf8
        for (i, score) in scores.enumerated() {
            let start = text.bytes.count
            text.append(.newline)
            text.places = []
            do {
                try ABCTuneWriter(score, tiesUndottable: true).write(number: i + 1, provenance: nil, into: &text)
                places.append(text.places)
            } catch {
                text.bytes.removeSubrange(start...)
                places.append(nil)
            }
        }
        self.text = text.bytes
    }
}
