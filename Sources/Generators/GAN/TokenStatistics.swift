package import MuseProtocols

/// Bigram statistics of a set of tunes.
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

    /// Returns the Jensen-Shannon divergence in nats: 0 if equal, ln 2 if disjoint.
    package func divergence(from other: TokenStatistics) -> Double { pairs.divergence(from: other.pairs) }
}
