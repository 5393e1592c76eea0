/// The metric accent of a note: the velocity added for its position in the bar.
package struct MetricAccent {
    package let accent: Int
    package let bars: [MeteredBar]
    package var bar = 0

    /// - Parameter bars: of the score as played.
    package init(_ bars: [MeteredBar], accent: Int) {
        self.accent = accent
        self.bars = accent == 0 ? [] : bars
    }

    /// Returns the velocity to add at `onset`. Onsets must not decrease from call to call.
    @inlinable
    package mutating func extra(at onset: Int) -> Int {
        while bar < bars.count, bars[bar].end <= onset { bar += 1 }
        guard bar < bars.count, bars[bar].start <= onset else { return 0 }
        let place = onset - bars[bar].origin
        if place == 0 { return accent }
        return place % bars[bar].meter.beat == 0 ? accent / 2 : 0
    }
}
