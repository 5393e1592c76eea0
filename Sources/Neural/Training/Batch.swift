/// Sequences to learn from or to measure, as rows of one matrix, without padding between them.
package struct Batch: Sendable {
    package enum RowOrder: Sendable {
        /// One sequence behind the other.
        case bySequence
        /// The first token of each, then the second of each, the longest sequence first.
        case byTime
    }

    /// What stands before each target: the token before it, or a symbol.
    package let inputs: [Int32]
    /// -1 for padding, and where nothing is to be said.
    package let targets: [Int32]
    /// Of each row, its place in its sequence, from 0.
    package let positions: [Int32]
    /// What a clock shows at each row, hand by hand.
    package let hands: [[Int32]]
    /// Of each row, its sequence's place in `lengths`; -1 for padding.
    package let sequences: [Int32]
    /// Of the sequences; longest first in the order of time.
    package let lengths: [Int]
    /// Rows that something is to be said after.
    package let count: Int

    /// - Parameter multiple: the number of rows is rounded up to it with padding, so that few shapes occur.
    package init(_ examples: [Example], order: RowOrder, multiple: Int = 1) {
        let sorted = order == .byTime ? examples.sorted { $0.count > $1.count } : examples
        lengths = sorted.map(\.count)
        let used = lengths.reduce(0, +)
        let rows = (used + multiple - 1) / multiple * multiple
        var places: [(example: Int, at: Int)] = []
        places.reserveCapacity(used)
        switch order {
        case .bySequence:
            for (s, length) in lengths.enumerated() { for i in 0..<length { places.append((s, i)) } }
        case .byTime:
            for i in 0..<(lengths.first ?? 0) {
                for s in lengths.indices where lengths[s] > i { places.append((s, i)) }
            }
        }
        func column(_ padding: Int32, _ value: (Example, Int) -> Int32) -> [Int32] {
            places.map { value(sorted[$0.example], $0.at) } + [Int32](repeating: padding, count: rows - used)
        }
        inputs = column(sorted.first?.inputs.first ?? 0) { $0.inputs[$1] }
        targets = column(-1) { $0.targets[$1] }
        positions = column(0) { Int32($1) }
        sequences = places.map { Int32($0.example) } + [Int32](repeating: -1, count: rows - used)
        hands = (sorted.first?.hands ?? []).indices.map { hand in column(0) { $0.hands[hand][$1] } }
        count = targets.count { $0 >= 0 }
    }
}

extension Batch {
    /// Examples in parts for the threads: small enough that a part's activations stay near, and as many for each thread.
    ///
    /// - Returns: the parts, each with the numbers of its examples in the order of `lengths`.
    package static func parts(_ examples: [Example], order: RowOrder, threads: Int) -> [(batch: Batch, examples: [Int])]
    {
        let total = examples.reduce(0) { $0 + $1.count }
        // Recurrent steps want as many sequences as there are; attention's activations are larger.
        let most = order == .byTime ? Int.max : 1024
        let limit = max(256, min(most, (total + threads - 1) / threads))
        var parts: [[Int]] = []
        var sizes: [Int] = []
        for e in examples.indices.sorted(by: { (examples[$0].count, $1) > (examples[$1].count, $0) }) {
            if let fit = sizes.indices.first(where: { sizes[$0] + examples[e].count <= limit }) {
                parts[fit].append(e)
                sizes[fit] += examples[e].count
            } else {
                parts.append([e])
                sizes.append(examples[e].count)
            }
        }
        return parts.map { (Batch($0.map { examples[$0] }, order: order, multiple: 32), $0) }
    }
}
