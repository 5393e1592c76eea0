package import MuseMusic

/// What the parts of some tunes span: of the first parts together, of the second, and so on, the lowest and the highest
/// note. Drums have no pitch.
package struct PartReach: Sendable {
    private var spans: [ClosedRange<Int>?] = []

    package init(_ scores: some Sequence<Score>) {
        for score in scores {
            for (i, span) in Self.spans(of: score).enumerated() {
                if i == spans.count { spans.append(nil) }
                guard let span else { continue }
                let all = spans[i] ?? span
                spans[i] = min(all.lowerBound, span.lowerBound)...max(all.upperBound, span.upperBound)
            }
        }
    }

    /// By how many semitones a score can be moved within this reach; always by 0.
    package func room(for score: Score) -> ClosedRange<Int> {
        var room = -127...127
        for (i, own) in Self.spans(of: score).enumerated() {
            guard let own, i < spans.count, let all = spans[i] else { continue }
            let down = min(0, max(room.lowerBound, all.lowerBound - own.lowerBound))
            let up = max(0, min(room.upperBound, all.upperBound - own.upperBound))
            room = down...up
        }
        return room
    }

    private static func spans(of score: Score) -> [ClosedRange<Int>?] {
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
