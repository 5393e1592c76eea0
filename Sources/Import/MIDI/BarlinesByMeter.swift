import MuseMusic

/// Bar lines derived from the meters, for music without any.
enum BarlinesByMeter {
    /// The maximum number of bar lines, which no real music reaches.
    static let limit = 100_000

    /// Returns a bar line at the end of each bar and at each change of meter, and a final one at the end of the bar in
    /// which the music ends; nil if there are too many.
    ///
    /// - Parameter meters: in order of onset, the first at 0.
    static func barlines(_ meters: [Timed<Meter>], ticksPerQuarter: Int, end: Int) -> [Barline]? {
        var result: [Barline] = []
        let meters = meters.filter { $0.onset < end }
        for (i, meter) in meters.enumerated() {
            let stop = i + 1 < meters.count ? meters[i + 1].onset : end
            // A bar need not be a whole number of ticks, so rounding errors must not accumulate.
            let length = meter.value.beats * 4 * ticksPerQuarter
            guard length >= meter.value.unit else { continue }
            let bars = (stop - meter.onset) * meter.value.unit / length
            if bars + result.count > limit { return nil }
            var place = meter.onset
            var bar = 1
            while place < stop {
                place = meter.onset + bar * length / meter.value.unit
                // A change of meter cuts the bar short.
                if i + 1 < meters.count { place = min(place, stop) }
                result.append(Barline(onset: place))
                bar += 1
            }
        }
        if !result.isEmpty { result[result.count - 1].style = .final }
        return result
    }
}
