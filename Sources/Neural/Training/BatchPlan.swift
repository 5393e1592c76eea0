import MuseProtocols

/// The batches of each epoch. They depend only on the seed and the epoch, so that resumed training continues exactly as
/// if it had not been interrupted.
///
/// Sequences are shuffled and sorted by length within pools of many batches, so that the sequences of a batch have
/// similar lengths. Then the batches are shuffled.
struct BatchPlan {
    private let lengths: [Int]
    private let tokens: Int
    private let random: RandomSource

    /// - Parameter tokens: the maximum number of tokens per batch; a longer sequence forms its own batch.
    init(lengths: [Int], tokens: Int, random: RandomSource) {
        self.lengths = lengths
        self.tokens = tokens
        self.random = random
    }

    /// Returns the batches of an epoch, as indices of sequences.
    func epoch(_ number: Int) -> [[Int]] {
        var stream = random.stream("epoch", number)
        var order = Array(lengths.indices)
        shuffle(&order, &stream)
        var batches: [[Int]] = []
        var pool: [Int] = []
        var poolTokens = 0
        func flushPool() {
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
            if poolTokens >= 16 * tokens { flushPool() }
        }
        flushPool()
        shuffle(&batches, &stream)
        return batches
    }

    /// Fisher-Yates shuffle.
    private func shuffle<Item>(_ items: inout [Item], _ stream: inout RandomSource) {
        for i in items.indices.dropFirst().reversed() { items.swapAt(i, stream.below(i + 1)) }
    }
}
