import MuseMusic
import MuseProtocols

/// The token sequences of one side of a corpus, in shards on disk.
struct ShardedSequences: StoredSequences {
    private let shards: [(shard: TokenShard, first: Int)]
    /// The number of the first sequence of each shard among all.
    private let starts: [Int]
    let count: Int

    init(_ shards: [TokenShard], _ side: CorpusSide) {
        var starts: [Int] = []
        var count = 0
        for shard in shards {
            starts.append(count)
            count += shard.sequences(side).count
        }
        self.shards = shards.map { ($0, $0.sequences(side).lowerBound) }
        self.starts = starts
        self.count = count
    }

    func tokens(_ index: Int) -> [TokenID] {
        let (shard, sequence) = place(index)
        return shard.tokens(sequence)
    }

    func length(_ index: Int) -> Int {
        let (shard, sequence) = place(index)
        return shard.length(sequence)
    }

    private func place(_ index: Int) -> (TokenShard, sequence: Int) {
        let number = starts.partitioningIndex { $0 > index } - 1
        return (shards[number].shard, shards[number].first + index - starts[number])
    }
}
