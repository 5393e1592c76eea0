package import MuseProtocols

/// Which tokens follow which in a set of tunes.
package struct TokenStatistics: Sendable {
    private let pairs: Histogram<Pair>

    private struct Pair: Hashable, Comparable {
        let first, second: TokenID

        static func < (a: Pair, b: Pair) -> Bool { (a.first, a.second) < (b.first, b.second) }
    }

    package init(_ tunes: [[TokenID]]) {
        var pairs = Histogram<Pair>()
        for tune in tunes { for (a, b) in zip(tune, tune.dropFirst()) { pairs.add(Pair(first: a, second: b)) } }
        self.pairs = pairs
    }

    /// The Jensen-Shannon divergence from others: 0 for the same, ln 2 for nothing in common.
    package func divergence(from other: TokenStatistics) -> Double { pairs.divergence(from: other.pairs) }
}
