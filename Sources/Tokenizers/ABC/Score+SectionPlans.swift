import MuseMusic

extension Score {
    /// The sections in the form of a plan: bars up to the end of the first ending, without pickups.
    var sectionPlans: [(bars: Int, isRepeated: Bool)] {
        var result: [(bars: Int, isRepeated: Bool)] = []
        var bars = 0
        var ending = 0
        for line in barsWithFull {
            if let first = line.bar.opening?.endings.first { ending = first }
            // Later endings belong to the section that the first ending closed.
            if ending < 2, 2 * line.bar.duration > line.full { bars += 1 }
            guard let closing = line.bar.closing, closing.isSectionBoundary else { continue }
            if bars > 0 { result.append((bars, closing.endsRepeat)) }
            bars = 0
            ending = 0
        }
        if bars > 0 { result.append((bars, false)) }
        return result.isEmpty ? [(0, false)] : result
    }

    private var barsWithFull: [(bar: Bar, full: Int)] {
        bars().map { ($0, meters.value(at: $0.start)?.barTicks(ticksPerQuarter) ?? $0.duration) }
    }
}
