package import MuseMusic

/// The pitch ranges of the parts of a set of tunes: of all first parts together, of all second parts, and so on. Drum
/// parts have no range.
package struct PartRanges: Codable, Sendable, Hashable {
    private var spans: [ClosedRange<Int>?] = []

    package init(_ scores: some Sequence<Score>) { self.init(scores.lazy.map(Self.spans)) }

    /// - Parameter tunes: the ranges of the parts of each tune, as `spans(of:)` returns them.
    init(_ tunes: some Sequence<[ClosedRange<Int>?]>) {
        for tune in tunes {
            for (i, span) in tune.enumerated() {
                if i == spans.count { spans.append(nil) }
                guard let span else { continue }
                let all = spans[i] ?? span
                spans[i] = min(all.lowerBound, span.lowerBound)...max(all.upperBound, span.upperBound)
            }
        }
    }

    /// Returns the transpositions in semitones that keep a score within these ranges; 0 is always included.
    package func transpositions(for score: Score) -> ClosedRange<Int> {
        var transpositions = -127...127
        for (i, span) in Self.spans(of: score).enumerated() {
            guard let span, i < spans.count, let all = spans[i] else { continue }
            let down = min(0, max(transpositions.lowerBound, all.lowerBound - span.lowerBound))
            let up = max(0, min(transpositions.upperBound, all.upperBound - span.upperBound))
            transpositions = down...up
        }
        return transpositions
    }

    /// The range of each part in MIDI numbers; nil for drums and for parts without notes.
    static func spans(of score: Score) -> [ClosedRange<Int>?] {
        score.parts.map { part in
            guard !part.isDrums, let first = part.notes.first else { return nil }
            var (low, high) = (first.pitch.midi, first.pitch.midi)
            for note in part.notes {
                low = min(low, note.pitch.midi)
                high = max(high, note.pitch.midi)
            }
            return low...high
        }
    }
}
