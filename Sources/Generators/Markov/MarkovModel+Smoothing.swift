import MuseProtocols

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension MarkovModel {
    /// Probabilities out of counts.
    ///
    /// - Parameter discount: for all counts and lengths; nil estimates it for each length.
    /// - Throws: `CancellationError`; `FitError` for more contexts than 32 bits can number.
    init(smoothing counts: ContextCounts, discount: Double?, _ context: FitContext) throws {
        let nodeCount = counts.levels.reduce(0) { $0 + $1.symbols.count }
        let vocabularySize = counts.text.vocabularySize
        let entryCount = counts.levels.dropFirst().reduce(vocabularySize) { $0 + $1.tokens.count }
        guard nodeCount < Int32.max, entryCount < Int32.max else {
            throw FitError("\(entryCount) pairs of context and token are too many to number; lower the order")
        }
        var smoothing = Smoothing(nodeCount: nodeCount, entryCount: entryCount)
        for (length, level) in counts.levels.enumerated() {
            if context.isCancelled() { throw CancellationError() }
            let discounts =
                discount.map { Discounts($0) } ?? Discounts(estimatedFrom: level.counts, ones: level.chained)
            if length == 0 {
                smoothing.addRoot(level, discounts, vocabularySize: vocabularySize)
            } else {
                smoothing.add(level, discounts, parents: counts.levels[length - 1])
            }
            smoothing.chainLogs.append(Smoothing.log(discounts.one))
            context.progress(0.7 + 0.3 * Double(length) / Double(counts.order), "smoothing")
        }
        self.init(
            order: counts.order, vocabularySize: vocabularySize, text: counts.text.symbols,
            chainLogs: smoothing.chainLogs, tails: counts.levels.flatMap(\.tails),
            symbols: counts.levels.flatMap(\.symbols), firstChild: counts.numberedChildren,
            firstEntry: smoothing.firstEntry, backOffs: smoothing.backOffs, entryTokens: smoothing.entryTokens,
            entryLogs: smoothing.entryLogs)
    }
}

extension ContextCounts {
    /// `firstChild` of all levels, counted from the root.
    fileprivate var numberedChildren: [Int32] {
        var numbered: [Int32] = []
        var offset: Int32 = 0
        for level in levels.dropLast() {
            offset += Int32(level.symbols.count)
            for first in level.firstChild.dropLast() { numbered.append(offset + first) }
        }
        let leaves = levels[order].symbols.count
        numbered.append(contentsOf: repeatElement(offset + Int32(leaves), count: leaves + 1))
        return numbered
    }
}

/// The model's arrays while they grow, shortest contexts first.
private struct Smoothing {
    var firstEntry: [Int32] = [0]
    var backOffs: [Float] = []
    var entryTokens: [Int32] = []
    var entryLogs: [Float] = []
    var chainLogs: [Float] = []

    /// The probabilities of the last level's entries, unrounded.
    private var above: [Double] = []
    /// The last level's first node.
    private var firstAbove = 0
    /// By token: its probability after the parent of the context at hand.
    private var parent: [Double] = []

    init(nodeCount: Int, entryCount: Int) {
        firstEntry.reserveCapacity(nodeCount + 1)
        backOffs.reserveCapacity(nodeCount)
        entryTokens.reserveCapacity(entryCount)
        entryLogs.reserveCapacity(entryCount)
    }

    /// The empty context: every token has an entry, and nothing is left to back off to.
    mutating func addRoot(_ level: ContextCounts.Level, _ discounts: Discounts, vocabularySize: Int) {
        parent = [Double](repeating: 1 / Double(vocabularySize), count: vocabularySize)
        let (total, weight) = Self.mass(of: level.counts[...], discounts)
        above = parent.map { weight * $0 }
        for (token, count) in zip(level.tokens, level.counts) {
            above[Int(token)] += (Double(count) - discounts[count]) / total
        }
        entryTokens.append(contentsOf: 0..<Int32(vocabularySize))
        for probability in above { entryLogs.append(Self.log(probability)) }
        backOffs.append(0)
        firstEntry.append(Int32(vocabularySize))
    }

    mutating func add(_ level: ContextCounts.Level, _ discounts: Discounts, parents: ContextCounts.Level) {
        let firstNode = backOffs.count
        let baseAbove = Int(firstEntry[firstAbove])
        var probabilities: [Double] = []
        probabilities.reserveCapacity(level.tokens.count)
        for mother in parents.symbols.indices {
            let children = Int(parents.firstChild[mother])..<Int(parents.firstChild[mother + 1])
            if children.isEmpty { continue }
            for entry in Int(firstEntry[firstAbove + mother])..<Int(firstEntry[firstAbove + mother + 1]) {
                parent[Int(entryTokens[entry])] = above[entry - baseAbove]
            }
            for node in children {
                let own = Int(level.firstEntry[node])..<Int(level.firstEntry[node + 1])
                let (total, weight) = Self.mass(of: level.counts[own], discounts)
                for entry in own {
                    let (token, count) = (level.tokens[entry], level.counts[entry])
                    let probability = (Double(count) - discounts[count]) / total + weight * parent[Int(token)]
                    probabilities.append(probability)
                    entryTokens.append(token)
                    entryLogs.append(Self.log(probability))
                }
                backOffs.append(Self.log(weight))
                firstEntry.append(Int32(entryTokens.count))
            }
        }
        above = probabilities
        firstAbove = firstNode
    }

    /// A context's sum of counts, and the share of it that the discounts free.
    private static func mass(of counts: ArraySlice<Int32>, _ discounts: Discounts) -> (total: Double, weight: Double) {
        var total = 0.0
        var freed = 0.0
        for count in counts {
            total += Double(count)
            freed += discounts[count]
        }
        return (total, freed / total)
    }

    /// Rounding may lift a probability of 1 just above it.
    static func log(_ probability: Double) -> Float {
        #if canImport(Glibc)
            Float(min(Glibc.log(probability), 0))
        #else
            Float(min(Darwin.log(probability), 0))
        #endif
    }
}
