package import MuseMusic

/// The number of bars that have the length that their meter requires.
///
/// A shorter bar is allowed next to an edge: the start or the end of the tune, a double bar, a repeat or an ending.
/// Bars in free time are not counted.
package struct Validity: Equatable, Sendable {
    package private(set) var bars = 0
    package private(set) var validBars = 0
    package private(set) var tunes = 0
    /// The number of tunes that have bars, all of them valid.
    package private(set) var validTunes = 0

    package init(_ tunes: [Score]) {
        for tune in tunes {
            let (valid, all) = Self.count(tune)
            bars += all
            validBars += valid
            self.tunes += 1
            if all > 0, valid == all { validTunes += 1 }
        }
    }

    /// Returns the indices in `bars()` of the bars that do not have the length that their meter requires.
    static func invalidBars(_ tune: Score) -> [Int] { check(tune).filter { !$0.isValid }.map(\.bar) }

    private static func count(_ tune: Score) -> (valid: Int, all: Int) {
        let checked = check(tune)
        return (checked.count(where: \.isValid), checked.count)
    }

    /// The bars that are counted, by index in `bars()`.
    private static func check(_ tune: Score) -> [(bar: Int, isValid: Bool)] {
        let bars = tune.bars()
        return bars.enumerated().compactMap { i, bar in
            guard let full = tune.meters.value(at: bar.start)?.barTicks(tune.ticksPerQuarter) else { return nil }
            let isAtEdge = i == 0 || i == bars.count - 1 || isEdge(bar.opening) || isEdge(bar.closing)
            return (i, bar.duration == full || bar.duration < full && isAtEdge)
        }
    }

    private static func isEdge(_ line: Barline?) -> Bool {
        line.map { $0.isSectionBoundary || !$0.endings.isEmpty } ?? false
    }
}
