import MuseProtocols

/// Which sequences are learned from together, epoch by epoch: a function of the seed alone, so that a run that starts
/// again in the middle goes on as if it had never stopped.
///
/// Sequences are shuffled, neighbours in length put together within pools of many batches, and the batches shuffled:
/// recurrent models then step through sequences that end at about the same time.
struct BatchPlan {
    private let lengths: [Int]
    private let tokens: Int
    private let random: RandomSource

    /// - Parameter tokens: of a batch; one sequence that is longer is a batch by itself.
    init(lengths: [Int], tokens: Int, random: RandomSource) {
        self.lengths = lengths
        self.tokens = tokens
        self.random = random
    }

    /// The batches of an epoch: numbers of sequences.
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

    /// Fisher and Yates.
    private func shuffle<Item>(_ items: inout [Item], _ stream: inout RandomSource) {
        for i in items.indices.dropFirst().reversed() { items.swapAt(i, stream.below(i + 1)) }
    }
}
