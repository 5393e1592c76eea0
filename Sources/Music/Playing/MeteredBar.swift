/// A bar of a score and its meter.
package struct MeteredBar {
    package let start: Int
    package let end: Int
    /// The time of beat one, which is before the bar if it is a pickup: a pickup is the end of a bar.
    package let origin: Int
    package let meter: Lengths

    package init(start: Int, end: Int, origin: Int, meter: Lengths) {
        self.start = start
        self.end = end
        self.origin = origin
        self.meter = meter
    }

    /// What playing needs of a meter.
    package struct Lengths {
        /// The length of a whole bar and of a beat in ticks, at least 1.
        package let bar: Int
        package let beat: Int
        /// The numerator and the denominator.
        package let beats: Int
        package let unit: Int
        package let isCompound: Bool

        /// nil in free time.
        package init?(_ meter: Meter, _ ticksPerQuarter: Int) {
            guard let bar = meter.barTicks(ticksPerQuarter) else { return nil }
            self.bar = bar
            beat = max(1, meter.beatTicks(ticksPerQuarter))
            beats = meter.beats
            unit = meter.unit
            isCompound = meter.isCompound
        }
    }

    /// Returns the bars of a score that have a meter; those in free time are left out.
    package static func bars(of score: Score) -> [MeteredBar] {
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

    /// Returns the bars of a score that have a meter, where the two bars that a repeat sign divides are one: the pickup
    /// of a section has the place in the bar that the last bar of the section before it leaves.
    package static func barsAcrossRepeats(of score: Score) -> [MeteredBar] {
        var result = bars(of: score)
        for i in result.indices.dropFirst() {
            let (bar, last) = (result[i], result[i - 1])
            let isRemainder = last.end == bar.start && last.origin == last.start && bar.origin == bar.start
            guard isRemainder, bar.end - bar.start < bar.meter.bar, bar.end - last.start == bar.meter.bar else {
                continue
            }
            result[i] = MeteredBar(start: bar.start, end: bar.end, origin: last.start, meter: bar.meter)
        }
        return result
    }
}
