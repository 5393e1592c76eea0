/// A batch of sequences for training or evaluation, stored as rows of one matrix without padding between sequences.
package struct Batch: Sendable {
    package enum RowOrder: Sendable {
        /// One sequence after another.
        case bySequence
        /// The first token of each sequence, then the second of each, and so on; the longest sequence first.
        case byTime
    }

    /// The input of each row: the previous token, or a special token.
    package let inputs: [Int32]
    /// The target of each row; -1 for padding and for positions excluded from the loss.
    package let targets: [Int32]
    /// The position of each row in its sequence, from 0.
    package let positions: [Int32]
    /// The values of each clock feature at each row.
    package let clockFeatures: [[Int32]]
    /// The index in `lengths` of each row's sequence; -1 for padding.
    package let sequences: [Int32]
    /// The lengths of the sequences, in descending order for `byTime`.
    package let lengths: [Int]
    /// The number of rows with a target.
    package let count: Int

    /// - Parameter multiple: pads the number of rows to a multiple of this, so that few different shapes occur.
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
        clockFeatures = (sorted.first?.clockFeatures ?? []).indices.map { feature in
            column(0) { $0.clockFeatures[feature][$1] }
        }
        count = targets.count { $0 >= 0 }
    }
}

extension Batch {
    /// Divides examples into micro-batches of at most about one thread's share of the tokens. With `bySequence`,
    /// they are also small enough that activations stay in the cache.
    ///
    /// - Returns: the batches, each with the indices of its examples in the order of `lengths`.
    package static func parts(_ examples: [Example], order: RowOrder, threads: Int) -> [(batch: Batch, examples: [Int])]
    {
        let total = examples.reduce(0) { $0 + $1.count }
        // Recurrent steps are fastest with many sequences; attention has larger activations.
        let cacheLimit = order == .byTime ? Int.max : 1024
        let limit = max(256, min(cacheLimit, (total + threads - 1) / threads))
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
