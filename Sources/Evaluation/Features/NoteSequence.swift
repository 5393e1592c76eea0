package import MuseMusic

/// The notes of a tune's first part as played, one after another: the input of the features.
package struct NoteSequence: Sendable {
    /// Quarters from the start.
    let onsets: [Double]
    let ends: [Double]
    /// MIDI numbers.
    let pitches: [Int]
    /// The length of the bar at each note in quarters; 4 without a meter.
    private let barLengths: [Double]

    package init(_ score: Score) {
        let played = score.played()
        let part = played.melodyPart
        let notes = (part?.notes ?? []).sorted { ($0.onset, $0.pitch.midi) < ($1.onset, $1.pitch.midi) }
        let quarter = Double(played.ticksPerQuarter)
        onsets = notes.map { Double($0.onset) / quarter }
        ends = notes.map { Double($0.onset + $0.duration) / quarter }
        pitches = notes.map(\.pitch.midi)
        barLengths = notes.map { note in
            let ticks = played.meters.value(at: note.onset)?.barTicks(played.ticksPerQuarter)
            return ticks.map { Double($0) / quarter } ?? 4
        }
    }

    var differentOnsets: [Double] {
        var result: [Double] = []
        for onset in onsets where onset != result.last { result.append(onset) }
        return result
    }

    var pitchClasses: [Double] {
        var result = [Double](repeating: 0, count: 12)
        for i in pitches.indices { result[pitches[i] % 12] += ends[i] - onsets[i] }
        return Self.shares(result)
    }

    var pitchClassTransitions: [Double] {
        var result = [Double](repeating: 0, count: 144)
        // The notes that end at each time.
        var endings: [Double: [Int]] = [:]
        for i in pitches.indices { endings[ends[i], default: []].append(pitches[i] % 12) }
        for i in pitches.indices {
            for before in endings[onsets[i]] ?? [] { result[12 * before + pitches[i] % 12] += 1 }
        }
        return result
    }

    var noteLengths: [Double] {
        var result = [Double](repeating: 0, count: 12)
        for length in lengthClasses { result[length] += 1 }
        return Self.shares(result)
    }

    var noteLengthTransitions: [Double] {
        var result = [Double](repeating: 0, count: 144)
        for (before, length) in zip(lengthClasses, lengthClasses.dropFirst()) { result[12 * before + length] += 1 }
        return result
    }

    /// The class of each note's length, as a fraction of a bar: whole, half, quarter, eighth, sixteenth; the last four
    /// dotted; triplets of the half, the quarter and the eighth. The nearest class, the first of two equally near.
    private var lengthClasses: [Int] {
        let lengths = [96, 48, 24, 12, 6, 72, 36, 18, 9, 32, 16, 8].map { Double($0) / 96 }
        return pitches.indices.map { i in
            let share = (ends[i] - onsets[i]) / barLengths[i]
            let distances = lengths.map { abs($0 - share) }
            return distances.indices.min { (distances[$0], $0) < (distances[$1], $1) } ?? 0
        }
    }

    private static func shares(_ counts: [Double]) -> [Double] {
        let sum = counts.reduce(0, +)
        return sum > 0 ? counts.map { $0 / sum } : counts
    }
}
