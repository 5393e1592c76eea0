import MusePlatform

/// A histogram of values, with fractional counts.
struct Histogram<Value: Hashable & Comparable & Sendable>: Sendable {
    private var counts: [Value: Double] = [:]
    private var total = 0.0

    mutating func add(_ value: Value, _ count: Double = 1) {
        counts[value, default: 0] += count
        total += count
    }

    /// Returns the Jensen-Shannon divergence in nats: 0 if equal, ln 2 if disjoint or empty.
    ///
    /// Source: Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Trans. Information Theory 37(1), 1991.
    func divergence(from other: Histogram) -> Double {
        guard total > 0, other.total > 0 else { return log(2) }
        // Sorted, because floating-point sums depend on the order.
        return Set(counts.keys).union(other.counts.keys).sorted().reduce(0) { sum, value in
            let (p, q) = ((counts[value] ?? 0) / total, (other.counts[value] ?? 0) / other.total)
            let mean = (p + q) / 2
            return sum + (p > 0 ? p / 2 * log(p / mean) : 0) + (q > 0 ? q / 2 * log(q / mean) : 0)
        }
    }
}
