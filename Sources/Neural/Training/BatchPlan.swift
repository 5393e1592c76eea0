import MuseProtocols

/// The batches of each epoch: a function of the seed and the epoch alone, so that a resumed training continues exactly
/// as if it had not been interrupted.
///
/// Sequences are shuffled, sorted by length within pools of many batches, and the batches shuffled, so that the
/// sequences of a batch have similar lengths.
struct BatchPlan {
    private let lengths: [Int]
    private let tokens: Int
    private let random: RandomSource

    /// - Parameter tokens: of a batch; a longer sequence forms a batch of its own.
    init(lengths: [Int], tokens: Int, random: RandomSource) {
        self.lengths = lengths
        self.tokens = tokens
        self.random = random
    }

    /// The batches of an epoch, as indices of sequences.
    func epoch(_ number: Int) -> [[Int]] {
        var stream = random.stream("epoch", number)
        var order = Array(lengths.indices)
        shuffle(&order, &stream)
        var batches: [[Int]] = []
        var pool: [Int] = []
        var poolTokens = 0
        func empty() {
            var batch: [Int] = []
            var count = 0
            for sequence in pool.sorted(by: { (lengths[$0], $0) > (lengths[$1], $1) }) {
                if count + lengths[sequence] > tokens, !batch.isEmpty {
                    batches.append(batch)
                    batch = []
                    count = 0
                }
                batch.append(sequence)
                count += lengths[sequence]
            }
            if !batch.isEmpty { batches.append(batch) }
            pool = []
            poolTokens = 0
        }
        for sequence in order {
            pool.append(sequence)
            poolTokens += lengths[sequence]
            if poolTokens >= 16 * tokens { empty() }
        }
        empty()
        shuffle(&batches, &stream)
        return batches
    }

    /// Fisher-Yates shuffle.
    private func shuffle<Item>(_ items: inout [Item], _ stream: inout RandomSource) {
        for i in items.indices.dropFirst().reversed() { items.swapAt(i, stream.below(i + 1)) }
    }
}
