package import MuseMusic

/// How many bars have the length that their meter requires.
///
/// A shorter bar is allowed next to an edge: the start or the end of the tune, a double bar, a repeat or an ending.
/// Bars in free time are not counted.
package struct Validity: Equatable, Sendable {
    package private(set) var bars = 0
    package private(set) var rightBars = 0
    package private(set) var tunes = 0
    /// Tunes that have bars, all of them complete.
    package private(set) var rightTunes = 0

    package init(_ tunes: [Score]) {
        for tune in tunes {
            let (right, all) = Self.count(tune)
            bars += all
            rightBars += right
            self.tunes += 1
            if all > 0, right == all { rightTunes += 1 }
        }
    }

    private static func count(_ tune: Score) -> (right: Int, all: Int) {
        let bars = tune.bars()
        var right = 0
        var all = 0
        for (i, bar) in bars.enumerated() {
            guard let wanted = tune.meters.value(at: bar.start)?.barTicks(tune.ticksPerQuarter) else { continue }
            all += 1
            let isAtEdge = i == 0 || i == bars.count - 1 || isEdge(bar.opening) || isEdge(bar.closing)
            if bar.duration == wanted || bar.duration < wanted && isAtEdge { right += 1 }
        }
        return (right, all)
    }

    private static func isEdge(_ line: Barline?) -> Bool {
        line.map { $0.isSectionBoundary || !$0.endings.isEmpty } ?? false
    }
}
