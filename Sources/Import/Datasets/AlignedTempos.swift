import MuseMusic

/// The tempos of a recording whose notes have been aligned with a score.
enum AlignedTempos {
    /// Returns a tempo for each quarter, from the times at its start and end. Between notes, times are interpolated.
    ///
    /// Times that do not increase, as an alignment can have them, give one tempo over several quarters; tempos are
    /// rounded to hundredths, and one that repeats the one before is left out. The first tempo is in force from the
    /// start.
    ///
    /// - Parameter notes: the place of each note in the score, in quarters, and its time in the recording, in any
    ///   order.
    static func tempos(_ notes: [(beat: Double, second: Double)]) -> [Timed<Tempo>] {
        var points: [(beat: Double, second: Double)] = []
        for note in notes.sorted(by: { ($0.beat, $0.second) < ($1.beat, $1.second) }) {
            if let last = points.last {
                // Notes of a chord have the time of the first.
                if note.beat == last.beat { continue }
                if note.second <= last.second { continue }
            }
            points.append(note)
        }
        guard let first = points.first, let last = points.last, first.beat < last.beat else {
            return [Timed(0, Tempo(bpm: 120))]
        }
        let beats = [first.beat] + whole(after: first.beat, before: last.beat) + [last.beat]
        let seconds = times(at: beats, points)
        var tempos: [Timed<Tempo>] = []
        for i in beats.indices.dropLast() {
            let exact = 60 * (beats[i + 1] - beats[i]) / (seconds[i + 1] - seconds[i])
            let tempo = Tempo(bpm: max(0.01, (exact * 100).rounded() / 100))
            if tempos.last?.value == tempo { continue }
            tempos.append(
                Timed(i == 0 ? 0 : Int((beats[i] * Double(Score.notationTicksPerQuarter)).rounded()), tempo))
        }
        return tempos
    }

    private static func whole(after start: Double, before end: Double) -> [Double] {
        var beats: [Double] = []
        var beat = start.rounded(.down) + 1
        while beat < end {
            beats.append(beat)
            beat += 1
        }
        return beats
    }

    /// - Parameters:
    ///   - beats: in ascending order, within those of the points.
    ///   - points: in ascending order of beats and seconds.
    private static func times(at beats: [Double], _ points: [(beat: Double, second: Double)]) -> [Double] {
        var next = 1
        return beats.map { beat in
            while next + 1 < points.count, points[next].beat < beat { next += 1 }
            let (before, after) = (points[next - 1], points[next])
            let share = (beat - before.beat) / (after.beat - before.beat)
            return before.second + share * (after.second - before.second)
        }
    }
}
