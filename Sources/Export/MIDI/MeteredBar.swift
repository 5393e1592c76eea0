import MuseMusic

/// A bar of a score and its meter.
struct MeteredBar {
    let start: Int
    let end: Int
    /// The time of beat one, which is before the bar if it is a pickup: a pickup is the end of a bar.
    let origin: Int
    let meter: Lengths

    /// What playing needs of a meter.
    struct Lengths {
        /// The length of a whole bar and of a beat in ticks, at least 1.
        let bar: Int
        let beat: Int
        /// The numerator and the denominator.
        let beats: Int
        let unit: Int
        let isCompound: Bool

        /// nil in free time.
        init?(_ meter: Meter, _ ticksPerQuarter: Int) {
            guard let bar = meter.barTicks(ticksPerQuarter) else { return nil }
            self.bar = bar
            beat = max(1, meter.beatTicks(ticksPerQuarter))
            beats = meter.beats
            unit = meter.unit
            isCompound = meter.isCompound
        }
    }

    /// Returns the bars of a score that have a meter; those in free time are left out.
    static func bars(of score: Score) -> [MeteredBar] {
        let ranges = score.barRanges()
        var result: [MeteredBar] = []
        result.reserveCapacity(ranges.count)
        var next = 0
        var meter: Lengths?
        for (number, bar) in ranges.enumerated() {
            while next < score.meters.count, score.meters[next].onset <= bar.lowerBound {
                meter = Lengths(score.meters[next].value, score.ticksPerQuarter)
                next += 1
            }
            guard let meter else { continue }
            let isPickup = number == 0 && bar.count < meter.bar
            result.append(
                MeteredBar(
                    start: bar.lowerBound, end: bar.upperBound,
                    origin: isPickup ? bar.upperBound - meter.bar : bar.lowerBound, meter: meter))
        }
        return result
    }
}
