import MuseProtocols

/// Co-occurrence statistics of filled cells in a set of sheets, at distances of a step, a quarter of a bar and a bar.
package struct CellStatistics: Sendable {
    /// One histogram per distance.
    private let pairs: [Histogram<Pair>]

    private struct Pair: Hashable, Comparable {
        /// Two cells; -1 for a step without a filled cell.
        let first, second: Int

        static func < (a: Pair, b: Pair) -> Bool { (a.first, a.second) < (b.first, b.second) }
    }

    package init(_ sheets: [Sheet]) {
        var pairs = [Histogram<Pair>](repeating: Histogram(), count: 3)
        for sheet in sheets {
            let steps = sheet.steps.map { $0.isEmpty ? [-1] : $0 }
            for (i, distance) in [1, max(1, sheet.stepsPerBar / 4), sheet.stepsPerBar].enumerated() {
                for (from, to) in zip(steps, steps.dropFirst(distance)) {
                    let share = 1 / Double(from.count * to.count)
                    for a in from { for b in to { pairs[i].add(Pair(first: a, second: b), share) } }
                }
            }
        }
        self.pairs = pairs
    }

    /// Returns the Jensen-Shannon divergence in nats, averaged over the distances: 0 if equal, ln 2 if disjoint.
    package func divergence(from other: CellStatistics) -> Double {
        zip(pairs, other.pairs).reduce(0) { $0 + $1.0.divergence(from: $1.1) } / Double(pairs.count)
    }
}

extension Sheet {
    /// Returns the fraction of steps in which two sheets of equal length differ.
    package func distance(from other: Sheet) -> Double {
        Double(zip(steps, other.steps).count { $0 != $1 }) / Double(max(1, steps.count))
    }
}
