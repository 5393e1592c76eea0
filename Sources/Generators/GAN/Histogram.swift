import MusePlatform

/// How often things occur.
struct Histogram<Thing: Hashable & Comparable & Sendable>: Sendable {
    private var counts: [Thing: Double] = [:]
    private var total = 0.0

    mutating func add(_ thing: Thing, _ count: Double = 1) {
        counts[thing, default: 0] += count
        total += count
    }

    /// The Jensen-Shannon divergence of two distributions in nats: 0 for the same, ln 2 for nothing in common.
    ///
    /// Source: Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Trans. Information Theory 37(1), 1991.
    func divergence(from other: Histogram) -> Double {
        guard total > 0, other.total > 0 else { return log(2) }
        // In order: sums of floats depend on it.
        return Set(counts.keys).union(other.counts.keys).sorted().reduce(0) { sum, thing in
            let (p, q) = ((counts[thing] ?? 0) / total, (other.counts[thing] ?? 0) / other.total)
            let middle = (p + q) / 2
            return sum + (p > 0 ? p / 2 * log(p / middle) : 0) + (q > 0 ? q / 2 * log(q / middle) : 0)
        }
    }
}
