extension Plan {
    /// The total number of written bars of the sections, at most `Int.max`; nil if no sections are demanded.
    public var sectionBars: Int? {
        sections?.value.reduce(0) { total, section in
            let (sum, overflows) = total.addingReportingOverflow(section.bars)
            return overflows ? Int.max : sum
        }
    }

    /// The number of written bars that a tune may have: the sum of the sections, or else the range of `bars`; nil if
    /// neither is demanded.
    ///
    /// - Throws: `PlanError` if the sections contradict `bars`, or if no tune with at least one bar is allowed.
    public func allowedBars() throws -> ClosedRange<Int>? {
        var range: ClosedRange<Int>?
        if let bars {
            guard bars.value.upperBound >= 1 else { throw PlanError("a tune has at least one bar", bars) }
            range = max(1, bars.value.lowerBound)...bars.value.upperBound
        }
        guard let sections, let total = sectionBars else { return range }
        guard total >= 1 else { throw PlanError("a tune has at least one bar", sections) }
        if let bars, let range, !range.contains(total) {
            throw PlanError("the sections have \(total) bars in total, outside the allowed range", bars)
        }
        return total...total
    }
}
