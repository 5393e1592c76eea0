/// The ticks at which the current bar may end, by kind of bar line. A bar ends whole or, at the end of a section,
/// shortened by the pickup.
struct BarEnds: Sendable {
    /// The length of a bar that is not shortened by a pickup.
    var whole = 0
    var plain: Int?
    /// The last tick at which `|` may end the tune's pickup.
    var pickupLimit = 0
    var repeatEnd: Int?
    var repeatBoth: Int?
    var double: Int?
    var repeatStart: Int?
    var final: Int?

    var mayEndSection: Bool {
        repeatEnd != nil || final != nil || repeatBoth != nil || double != nil || repeatStart != nil
    }

    /// The last tick at which this bar can end the section; 0 if it cannot.
    var sectionEnd: Int {
        // `max` of more than two numbers allocates an array.
        let repeated = max(max(repeatEnd ?? 0, repeatBoth ?? 0), repeatStart ?? 0)
        return max(repeated, max(final ?? 0, double ?? 0))
    }

    var last: Int { max(max(plain ?? 0, pickupLimit), sectionEnd) }

    /// The ends that remain after a cadence token announced the section's last bar, or without one.
    func restricted(to cadence: ABCGrammarState.Cadence) -> BarEnds {
        guard cadence == .none else { return sectionEnds { ($0 < whole) == (cadence == .short) } }
        var ends = BarEnds()
        ends.plain = plain
        ends.pickupLimit = pickupLimit
        return ends
    }

    /// The ends at one tick.
    func restricted(toLength length: Int) -> BarEnds {
        var ends = sectionEnds { $0 == length }
        ends.whole = whole
        ends.plain = length <= pickupLimit || plain == length ? length : nil
        return ends
    }

    /// The ends of the section that meet a condition.
    private func sectionEnds(where isKept: (Int) -> Bool) -> BarEnds {
        func kept(_ end: Int?) -> Int? { end.flatMap { isKept($0) ? $0 : nil } }
        var ends = BarEnds()
        ends.repeatEnd = kept(repeatEnd)
        ends.repeatBoth = kept(repeatBoth)
        ends.double = kept(double)
        ends.repeatStart = kept(repeatStart)
        ends.final = kept(final)
        return ends
    }
}
