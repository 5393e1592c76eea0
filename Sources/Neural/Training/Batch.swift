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
        hands = (sorted.first?.hands ?? []).indices.map { hand in column(0) { $0.hands[hand][$1] } }
        count = targets.count { $0 >= 0 }
    }
}
