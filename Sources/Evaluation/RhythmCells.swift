import MuseMusic

/// The rhythm of one part of a bar: its onsets, in 1/5 040 of the part.
///
/// Bars of 3 and 9 units have three parts (waltz, slip jig), other bars of an even number of units two (jig, reel,
/// polka), the rest one. So a reel has the same cells in 2/2, 4/4 and 2/4.
struct RhythmCell: Hashable, Sendable {
    let onsets: [Int]
}

extension Score {
    /// The rhythm cells of each complete bar, with the index of the bar in `bars()`. Bars in free time have none.
    func rhythmCells() -> [(bar: Int, cells: [RhythmCell])] {
        let melody = melody
        return bars().enumerated().compactMap { index, bar in
            guard let meter = meters.value(at: bar.start), bar.duration > 0,
                meter.barTicks(ticksPerQuarter) == bar.duration
            else { return nil }
            let parts = [3, 9].contains(meter.beats) ? 3 : meter.beats % 2 == 0 ? 2 : 1
            var onsets = [[Int]](repeating: [], count: parts)
            for tone in melody.tones(in: bar) {
                // In units of 1 / (5 040 · parts) of the bar.
                let place = (tone.onset - bar.start) * 5_040 * parts / bar.duration
                onsets[place / 5_040].append(place % 5_040)
            }
            return (index, onsets.map { RhythmCell(onsets: $0) })
        }
    }
}
