import MusePlatform

/// Counts of values.
struct Histogram<Thing: Hashable & Comparable & Sendable>: Sendable {
    private var counts: [Thing: Double] = [:]
    private var total = 0.0

    mutating func add(_ thing: Thing, _ count: Double = 1) {
        counts[thing, default: 0] += count
        total += count
    }

    /// Jensen-Shannon divergence in nats: 0 if equal, ln 2 if disjoint.
    ///
    /// Source: Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Trans. Information Theory 37(1), 1991.
    func divergence(from other: Histogram) -> Double {
        guard total > 0, other.total > 0 else { return log(2) }
        // Summed in a fixed order, because floating-point sums depend on the order.
        return Set(counts.keys).union(other.counts.keys).sorted().reduce(0) { sum, thing in
            let (p, q) = ((counts[thing] ?? 0) / total, (other.counts[thing] ?? 0) / other.total)
            let middle = (p + q) / 2
            return sum + (p > 0 ? p / 2 * log(p / middle) : 0) + (q > 0 ? q / 2 * log(q / middle) : 0)
        }
    }
}
