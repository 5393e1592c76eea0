import MuseProtocols

/// Learns the merges of byte pair encoding: the most frequent pair of neighbours becomes a new token, again and again.
///
/// Source: Gage, "A New Algorithm for Data Compression", C Users Journal 12(2), 1994; Sennrich, Haddow and Birch,
/// "Neural Machine Translation of Rare Words with Subword Units", ACL 2016, section 3.2,
/// https://arxiv.org/abs/1508.07909.
/// Of equally frequent pairs, the one with the smallest token numbers is merged, as in Hugging Face tokenizers.
struct BytePairTraining {
    /// The tokens of all words, one word after the other.
    private var symbols: [TokenID] = []
    /// The index of the neighbour on each side; -1 at the ends of words.
    private var next: [Int32] = []
    private var previous: [Int32] = []
    /// The number of occurrences of the word of each token.
    private var weights: [Int32] = []

    private var pairs = PairMap(capacity: 1 << 12)
    private var counts: [Int] = []
    private var keys: [UInt64] = []
    /// The last occurrence of each pair in `places`; -1 if there is none.
    private var heads: [Int32] = []
    private var places: [(index: Int32, before: Int32)] = []
    private var queue = PairQueue()
    /// The pairs that have become more frequent by the last merge.
    private var grown: [Int32] = []
    /// The last merge by which each pair has become more frequent.
    private var grownAt: [Int32] = []
    /// The number of merges so far.
    private var step: Int32 = 0

    private static let removed: Int32 = -2

    init(_ words: [CountedWord]) {
        let size = words.reduce(0) { $0 + $1.tokens.count }
        symbols.reserveCapacity(size)
        next.reserveCapacity(size)
        previous.reserveCapacity(size)
        weights.reserveCapacity(size)
        for word in words {
            let first = symbols.count
            symbols += word.tokens
            for i in word.tokens.indices {
                previous.append(i == 0 ? -1 : Int32(first + i - 1))
                next.append(i == word.tokens.count - 1 ? -1 : Int32(first + i + 1))
                weights.append(Int32(clamping: word.count))
            }
        }
        for i in symbols.indices where next[i] >= 0 { add(symbols[i], symbols[Int(next[i])], at: i, Int(weights[i])) }
        for pair in counts.indices { queue.insert(.init(count: counts[pair], key: keys[pair], pair: Int32(pair))) }
    }

    /// Learns merges until there are `limit` tokens, or no pair is frequent enough.
    ///
    /// - Parameters:
    ///   - baseCount: the number of base tokens.
    ///   - minFrequency: the least number of occurrences of a pair that is merged.
    ///   - maxLength: the largest number of base tokens in a token.
    /// - Throws: `CancellationError`.
    mutating func merges(
        baseCount: Int, limit: Int, minFrequency: Int, maxLength: Int, isCancelled: () -> Bool
    ) throws -> [BytePairModel.Merge] {
        var merges: [BytePairModel.Merge] = []
        var tokens = RunIndex(baseCount: baseCount)
        var indices: [Int32] = []
        while tokens.count < limit, let top = queue.removeFirst() {
            let pair = Int(top.pair)
            if top.count != counts[pair] {
                if counts[pair] > 0 { queue.insert(.init(count: counts[pair], key: top.key, pair: top.pair)) }
                continue
            }
            guard top.count >= max(1, minFrequency) else { break }
            if isCancelled() { throw CancellationError() }
            let (a, b) = PairMap.pair(top.key)
            if tokens.length(a) + tokens.length(b) > maxLength { continue }
            merges.append(.init(first: a, second: b))
            step += 1
            let new = tokens.join(a, b)
            take(pair, &indices)
            grown.removeAll(keepingCapacity: true)
            replace(a, b, with: new, at: indices)
            for pair in grown where counts[Int(pair)] > 0 {
                queue.insert(.init(count: counts[Int(pair)], key: keys[Int(pair)], pair: pair))
            }
        }
        return merges
    }

    /// Moves the occurrences of a pair out, in ascending order.
    private mutating func take(_ pair: Int, _ indices: inout [Int32]) {
        indices.removeAll(keepingCapacity: true)
        var place = heads[pair]
        var isSorted = true
        while place >= 0 {
            let index = places[Int(place)].index
            if let last = indices.last, last < index { isSorted = false }
            indices.append(index)
            place = places[Int(place)].before
        }
        if isSorted { indices.reverse() } else { indices.sort() }
        heads[pair] = -1
        counts[pair] = 0
    }

    private mutating func replace(_ a: Int32, _ b: Int32, with new: Int32, at indices: [Int32]) {
        for index in indices {
            let i = Int(index)
            guard symbols[i] == a, next[i] >= 0, symbols[Int(next[i])] == b else { continue }
            let j = Int(next[i])
            let weight = Int(weights[i])
            symbols[i] = new
            symbols[j] = Self.removed
            if previous[i] >= 0 {
                let p = Int(previous[i])
                remove(symbols[p], a, weight)
                add(symbols[p], new, at: p, weight)
            }
            next[i] = next[j]
            if next[j] >= 0 {
                let k = Int(next[j])
                previous[k] = index
                remove(b, symbols[k], weight)
                add(new, symbols[k], at: i, weight)
            }
        }
    }

    private mutating func remove(_ a: Int32, _ b: Int32, _ weight: Int) {
        if let pair = pairs[a, b] { counts[Int(pair)] -= weight }
    }

    private mutating func add(_ a: Int32, _ b: Int32, at index: Int, _ weight: Int) {
        let pair = Int(pairs.value(a, b, orInsert: Int32(counts.count)))
        if pair == counts.count {
            counts.append(0)
            keys.append(PairMap.key(a, b))
            heads.append(-1)
            grownAt.append(-1)
        }
        counts[pair] += weight
        places.append((Int32(index), heads[pair]))
        heads[pair] = Int32(places.count - 1)
        if grownAt[pair] != step {
            grownAt[pair] = step
            grown.append(Int32(pair))
        }
    }
}
