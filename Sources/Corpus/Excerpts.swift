package import MuseMusic

/// Cuts tunes into excerpts of consecutive whole bars.
package struct Excerpts: Hashable, Sendable {
    /// The number of bars of an excerpt, at least 1.
    package let bars: Int
    /// The number of bars between the starts of consecutive excerpts, at least 1.
    package let step: Int

    /// - Precondition: `bars` and `step` are positive.
    package init(bars: Int, step: Int) {
        precondition(bars > 0 && step > 0, "excerpts of \(bars) bars, \(step) apart")
        self.bars = bars
        self.step = step
    }

    /// Returns the excerpts of a tune as played, each with a bar line after every bar. An excerpt contains no bar whose
    /// length differs from its meter. Pickups and remainders shorter than an excerpt are left out.
    package func callAsFunction(of score: Score) -> [Score] {
        let played = score.played()
        var result: [Score] = []
        for run in Self.wholeBars(of: played) {
            var first = 0
            while first + bars <= run.count {
                let excerpt = played.excerpt(Array(run[first..<first + bars]))
                if excerpt.parts.contains(where: { !$0.notes.isEmpty }) { result.append(excerpt) }
                first += step
            }
        }
        return result
    }

    /// Returns runs of consecutive whole bars. A short bar and the pickup after it, separated by a repeat sign, count
    /// as one bar.
    private static func wholeBars(of played: Score) -> [[Range<Int>]] {
        var runs: [[Range<Int>]] = [[]]
        let bars = played.barRanges()
        func isWhole(_ bar: Range<Int>) -> Bool {
            played.meters.value(at: bar.lowerBound)?.barTicks(played.ticksPerQuarter) == bar.count
        }
        var i = 0
        while i < bars.count {
            if isWhole(bars[i]) {
                runs[runs.count - 1].append(bars[i])
            } else if i + 1 < bars.count, !isWhole(bars[i + 1]),
                case let both = bars[i].lowerBound..<bars[i + 1].upperBound, isWhole(both)
            {
                runs[runs.count - 1].append(both)
                i += 1
            } else if runs.last?.isEmpty == false {
                runs.append([])
            }
            i += 1
        }
        return runs
    }
}

extension Score {
    /// Returns consecutive bars as a separate tune. Notes that begin earlier are left out.
    fileprivate func excerpt(_ bars: [Range<Int>]) -> Score {
        let start = bars[0].lowerBound
        var result = excerpt(start..<bars[bars.count - 1].upperBound)
        result.barlines = bars.map { Barline(onset: $0.upperBound - start) }
        result.barlines[bars.count - 1].style = .final
        return result
    }
}
