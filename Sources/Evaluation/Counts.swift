/// How often each of several values occurs, in the order of their first occurrence, so that sums over them do not
/// depend on the order of a dictionary.
struct Counts<Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Value] = []
    private(set) var counts: [Int] = []
    private(set) var total = 0
    private var indices: [Value: Int] = [:]

    init(_ values: some Sequence<Value>) { for value in values { add(value) } }

    mutating func add(_ value: Value, times count: Int = 1) {
        total += count
        if let i = indices[value] {
            counts[i] += count
        } else {
            indices[value] = values.count
            values.append(value)
            counts.append(count)
        }
    }

    mutating func add(_ other: Counts) {
        for (value, count) in zip(other.values, other.counts) { add(value, times: count) }
    }

    /// Returns how often a value occurs.
    subscript(value: Value) -> Int { indices[value].map { counts[$0] } ?? 0 }

    /// Returns the share of a value, 0 to 1; 0 without values.
    func share(of value: Value) -> Double { total > 0 ? Double(self[value]) / Double(total) : 0 }

    /// Returns the overlap of two distributions, `Σ min(p, q)`, from 0, no value in common, to 1, equal.
    func overlap(with other: Counts) -> Double {
        guard total > 0, other.total > 0 else { return 0 }
        // In units of 1 / (total · other.total), so that the sum is exact.
        let sum = zip(values, counts).reduce(0) { $0 + min($1.1 * other.total, other[$1.0] * total) }
        return Double(sum) / Double(total * other.total)
    }
}
