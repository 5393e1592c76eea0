import MuseMusic

/// The metric accent of a note: the velocity added for its position in the bar.
struct MetricAccent {
    private let accent: Int
    private let bars: [Bar]
    private let meters: [Timed<Meter>]
    private let ticksPerQuarter: Int
    private var bar = 0
    /// The length of a whole bar and of a beat in ticks, in the meter of the current bar; nil in free time.
    private var lengths: (bar: Int, beat: Int)?

    init(_ score: Score, accent: Int) {
        self.accent = accent
        bars = accent == 0 ? [] : score.bars()
        meters = score.meters
        ticksPerQuarter = score.ticksPerQuarter
        findLengths()
    }

    /// Returns the velocity to add at `onset`. Onsets must not decrease from call to call.
    mutating func extra(at onset: Int) -> Int {
        guard accent > 0 else { return 0 }
        while bar < bars.count, bars[bar].end <= onset {
            bar += 1
            findLengths()
        }
        guard bar < bars.count, let lengths else { return 0 }
        // A pickup is the end of a bar, so the missing part counts.
        let isPickup = bar == 0 && bars[0].duration < lengths.bar
        let place = onset - bars[bar].start + (isPickup ? lengths.bar - bars[0].duration : 0)
        if place == 0 { return accent }
        return lengths.beat > 0 && place % lengths.beat == 0 ? accent / 2 : 0
    }

    private mutating func findLengths() {
        guard bar < bars.count, let meter = meters.value(at: bars[bar].start) else {
            lengths = nil
            return
        }
        lengths = meter.barTicks(ticksPerQuarter).map { ($0, meter.beatTicks(ticksPerQuarter)) }
    }
}
