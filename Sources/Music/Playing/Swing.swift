/// Lengthens the first of two even eighths in a beat, as hornpipes and barn dances are played.
///
/// Only beats of two eighths are changed: those that are dotted already, and beats of sixteenths or triplets, stay as
/// written.
package struct Swing {
    private let bars: [MeteredBar]
    private let ticksPerQuarter: Int
    private let amount: Double
    /// The onsets of all parts.
    private let onsets: [Int]

    /// - Parameters:
    ///   - score: as played.
    ///   - bars: its bars.
    ///   - amount: 0 for even eighths, 2/3 for triplets (2 to 1), 1 for dotted eighths (3 to 1).
    package init(_ score: Score, _ bars: [MeteredBar], amount: Double) {
        self.amount = amount
        self.bars = bars
        ticksPerQuarter = score.ticksPerQuarter
        onsets = Set(score.parts.flatMap { $0.notes.map(\.onset) }).sorted()
    }

    /// Returns the notes with the middle of each beat of two eighths moved.
    package func played(_ notes: [Note]) -> [Note] {
        var result = notes
        for i in result.indices {
            let (start, end) = (time(result[i].onset), time(result[i].end))
            result[i].onset = start
            result[i].duration = end - start
        }
        return result
    }

    private func time(_ tick: Int) -> Int {
        let bar = bars.partitioningIndex { $0.end > tick }
        guard bar < bars.count, bars[bar].start <= tick, !bars[bar].meter.isCompound else { return tick }
        let beat = tick - (tick - bars[bar].origin) % ticksPerQuarter
        guard 2 * (tick - beat) == ticksPerQuarter, isEven(beat) else { return tick }
        return tick + Int((Double(ticksPerQuarter) / 4 * amount).rounded())
    }

    /// Whether the notes of a beat start only at its start and in its middle.
    private func isEven(_ beat: Int) -> Bool {
        onsets[onsets.partitioningIndex { $0 >= beat }...].prefix { $0 < beat + ticksPerQuarter }
            .allSatisfy { $0 == beat || 2 * ($0 - beat) == ticksPerQuarter }
    }
}
