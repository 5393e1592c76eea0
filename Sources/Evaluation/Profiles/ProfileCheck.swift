package import MuseMusic
package import MuseProtocols

/// A check of a profile: whether a tune is acceptable in one respect, computed as a proxy for the judgement of people.
package protocol ProfileCheck: Sendable {
    /// A copy that compares tunes with this reference.
    func comparing(to reference: ProfileReference) -> Self

    /// Why a tune is rejected; nil if it is acceptable.
    func rejection(of score: Score) -> Rejection?
}

extension ProfileCheck {
    package func comparing(to reference: ProfileReference) -> Self { self }
}

/// The reason for which a check rejects a tune.
package struct Rejection: Equatable, Sendable {
    package let reason: String
    /// The number of the bar as written, from 1; a pickup before the first full bar is bar 0. nil for the whole tune.
    package let bar: Int?

    package init(_ reason: String, bar: Int? = nil) {
        self.reason = reason
        self.bar = bar
    }
}

extension Registry where Product == any ProfileCheck {
    /// The checks that profiles can use.
    package static var builtIn: Self {
        Registry(
            "check",
            [
                .init(PlagiarismCheck.schema) { try PlagiarismCheck($0) },
                .init(RhythmCheck.schema) { try RhythmCheck($0) },
                .init(RangeCheck.schema) { try RangeCheck($0) },
                .init(ModeCheck.schema) { try ModeCheck($0) },
                .init(AccidentalsCheck.schema) { try AccidentalsCheck($0) },
            ])
    }
}

extension Score {
    /// Returns the number of the bar that contains a tick, as in `Rejection.bar`; nil without bars.
    func barNumber(at onset: Int) -> Int? {
        let bars = bars()
        return bars.lastIndex { $0.start <= onset }.map { barNumber(ofIndex: $0, in: bars) }
    }

    /// - Parameter bars: the bars of this score.
    func barNumber(ofIndex index: Int, in bars: [Bar]) -> Int {
        guard let first = bars.first, let full = meters.value(at: first.start)?.barTicks(ticksPerQuarter) else {
            return index + 1
        }
        return first.duration < full ? index : index + 1
    }
}
