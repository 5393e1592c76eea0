import MuseProtocols

/// Divides words by byte pair encoding: of all pairs of neighbours, the one that was learned first is merged first, the
/// leftmost before others.
struct BytePairModel: SubwordModel {
    struct Merge: Hashable, Sendable {
        var first: TokenID
        var second: TokenID
    }

    let merges: [Merge]
    let runs: [[TokenID]]
    /// The index of the merge of each pair.
    private let ranks: PairMap
    /// The token that each merge makes.
    private let merged: [TokenID]

    /// Longer words are divided with a queue, in n log n instead of n².
    private static let longWord = 96
    private static let none = Int32.max

    /// - Precondition: each merge joins base tokens or tokens of earlier merges.
    init(baseCount: Int, merges: [Merge]) {
        var tokens = RunIndex(baseCount: baseCount)
        var ranks = PairMap(capacity: merges.count)
        // A pair that is listed twice has its later rank, as in Hugging Face tokenizers.
        for (rank, merge) in merges.enumerated() {
            if ranks.value(merge.first, merge.second, orInsert: Int32(rank)) != Int32(rank) {
                ranks.update(merge.first, merge.second, Int32(rank))
            }
        }
        merged = merges.map { tokens.join($0.first, $0.second) }
        self.merges = merges
        self.ranks = ranks
        runs = tokens.runs
    }

    func append(_ word: ArraySlice<TokenID>, to tokens: inout [TokenID]) {
        if word.count > Self.longWord { return appendLong(word, to: &tokens) }
        let first = tokens.count
        tokens += word
        guard word.count > 1 else { return }
        let count = withUnsafeTemporaryAllocation(of: Int32.self, capacity: word.count) { rank in
            tokens.withUnsafeMutableBufferPointer { all in
                let symbols = UnsafeMutableBufferPointer(rebasing: all[first...])
                for i in 0..<word.count - 1 { rank[i] = ranks[symbols[i], symbols[i + 1]] ?? Self.none }
                var count = word.count
                while true {
                    var best = -1
                    var least = Self.none
                    for i in 0..<count - 1 where rank[i] < least { (best, least) = (i, rank[i]) }
                    guard best >= 0 else { break }
                    symbols[best] = merged[Int(least)]
                    count -= 1
                    for i in best + 1..<max(best + 1, count) { symbols[i] = symbols[i + 1] }
                    for i in best + 1..<max(best + 1, count - 1) { rank[i] = rank[i + 1] }
                    if best > 0 { rank[best - 1] = ranks[symbols[best - 1], symbols[best]] ?? Self.none }
                    if best + 1 < count { rank[best] = ranks[symbols[best], symbols[best + 1]] ?? Self.none }
                }
                return count
            }
        }
        tokens.removeLast(word.count - count)
    }

    private func appendLong(_ word: ArraySlice<TokenID>, to tokens: inout [TokenID]) {
        var symbols = Array(word)
        var next = symbols.indices.map { Int32($0 + 1) }
        var previous = symbols.indices.map { Int32($0 - 1) }
        let end = Int32(symbols.count)
        // The queue has the highest count first, so ranks are negative.
        var queue = PairQueue()
        func offer(_ i: Int32, _ symbols: [TokenID], _ next: [Int32], _ queue: inout PairQueue) {
            guard next[Int(i)] < end, let rank = ranks[symbols[Int(i)], symbols[Int(next[Int(i)])]] else { return }
            queue.insert(.init(count: -Int(rank), key: UInt64(i), pair: rank))
        }
        for i in 0..<end - 1 { offer(i, symbols, next, &queue) }
        while let item = queue.removeFirst() {
            let i = Int(item.key)
            let j = Int(next[i])
            // The pair may have changed since.
            guard symbols[i] >= 0, j < symbols.count, ranks[symbols[i], symbols[j]] == item.pair else { continue }
            symbols[i] = merged[Int(item.pair)]
            symbols[j] = -1
            next[i] = next[j]
            if next[i] < end { previous[Int(next[i])] = Int32(i) }
            if previous[i] >= 0 { offer(previous[i], symbols, next, &queue) }
            offer(Int32(i), symbols, next, &queue)
        }
        tokens += symbols.lazy.filter { $0 >= 0 }
    }
}
