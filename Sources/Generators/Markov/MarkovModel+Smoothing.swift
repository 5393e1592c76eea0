import MusePlatform
import MuseProtocols

extension MarkovModel {
    /// Computes smoothed probabilities from counts.
    ///
    /// - Parameter discount: the discount for all counts and lengths; nil estimates discounts for each length.
    /// - Throws: `CancellationError`; `FitError` if the number of contexts or entries exceeds 32 bits.
    init(smoothing counts: ContextCounts, discount: Double?, _ context: FitContext) throws {
        let vocabularySize = counts.text.vocabularySize
        let contextCount = counts.levels.reduce(1) { $0 + $1.symbols.count }
        let entryCount = counts.levels.dropFirst().reduce(vocabularySize) { $0 + $1.tokens.count }
        guard contextCount < Int32.max, entryCount < Int32.max else {
            throw FitError("\(entryCount) pairs of context and token exceed the limit of 2 147 483 646; lower `order`")
        }
        var smoothing = Smoothing(contextCount: contextCount, entryCount: entryCount)
        for (length, level) in counts.levels.enumerated() {
            if context.isCancelled() { throw CancellationError() }
            let discounts =
                discount.map { Discounts($0) } ?? Discounts(estimatedFrom: level.counts, ones: level.chained)
            if length == 0 {
                smoothing.addRoot(level, discounts, vocabularySize: vocabularySize)
            } else {
                smoothing.add(level, discounts, parents: counts.levels[length - 1])
            }
            context.progress(0.7 + 0.3 * Double(length) / Double(counts.order), "smoothing")
        }
        smoothing.addEnd()
        self.init(
            order: counts.order, vocabularySize: vocabularySize, text: counts.text.symbols,
            chainLogs: smoothing.chainLogs, contexts: smoothing.contexts, entries: smoothing.entries)
    }
}

/// Builds the arrays of a model, shortest contexts first.
private struct Smoothing {
    var chainLogs: [Float] = []
    var contexts: [MarkovModel.Context] = []
    var entries: [MarkovModel.Entry] = []

    /// The unrounded probabilities of the previous level's entries.
    private var parentProbabilities: [Double] = []
    /// The probability of each token after the parent of the current context.
    private var parent: [Double] = []

    init(contextCount: Int, entryCount: Int) {
        contexts.reserveCapacity(contextCount)
        entries.reserveCapacity(entryCount)
    }

    /// Adds the empty context. It has an entry for every token, so it needs no back-off.
    mutating func addRoot(_ level: ContextCounts.Level, _ discounts: Discounts, vocabularySize: Int) {
        let (total, weight) = Self.mass(of: level.counts[...], discounts)
        parent = [Double](repeating: weight / Double(vocabularySize), count: vocabularySize)
        for (token, count) in zip(level.tokens, level.counts) {
            parent[Int(token)] += (Double(count) - discounts[count]) / total
            parentProbabilities.append(parent[Int(token)])
        }
        chainLogs.append(Self.log(discounts.one))
        contexts.append(.init(symbol: -1, tail: -1, firstChild: 1, firstEntry: 0, backOff: 0))
        for (token, probability) in parent.enumerated() {
            entries.append(.init(token: Int32(token), log: Self.log(probability)))
        }
    }

    /// Adds the contexts of the next length.
    mutating func add(_ level: ContextCounts.Level, _ discounts: Discounts, parents: ContextCounts.Level) {
        let nextLevel = Int32(contexts.count + level.symbols.count)
        chainLogs.append(Self.log(discounts.one))
        var probabilities: [Double] = []
        probabilities.reserveCapacity(level.tokens.count)
        for parentNode in parents.symbols.indices {
            let children = Int(parents.firstChild[parentNode])..<Int(parents.firstChild[parentNode + 1])
            if children.isEmpty { continue }
            for entry in Int(parents.firstEntry[parentNode])..<Int(parents.firstEntry[parentNode + 1]) {
                parent[Int(parents.tokens[entry])] = parentProbabilities[entry]
            }
            for node in children {
                let range = Int(level.firstEntry[node])..<Int(level.firstEntry[node + 1])
                let (total, weight) = Self.mass(of: level.counts[range], discounts)
                contexts.append(
                    .init(
                        symbol: level.symbols[node], tail: level.tails[node],
                        firstChild: nextLevel + level.firstChild[node], firstEntry: Int32(entries.count),
                        backOff: Self.log(weight)))
                for entry in range {
                    let (token, count) = (level.tokens[entry], level.counts[entry])
                    let probability = (Double(count) - discounts[count]) / total + weight * parent[Int(token)]
                    probabilities.append(probability)
                    entries.append(.init(token: token, log: Self.log(probability)))
                }
            }
        }
        parentProbabilities = probabilities
    }

    /// Adds the element that ends the last context's children and entries.
    mutating func addEnd() {
        contexts.append(
            .init(
                symbol: -1, tail: -1, firstChild: Int32(contexts.count), firstEntry: Int32(entries.count), backOff: 0))
    }

    /// Returns the sum of a context's counts, and the fraction of it that the discounts free.
    private static func mass(of counts: ArraySlice<Int32>, _ discounts: Discounts) -> (total: Double, weight: Double) {
        var total = 0.0
        var freed = 0.0
        for count in counts {
            total += Double(count)
            freed += discounts[count]
        }
        return (total, freed / total)
    }

    /// Returns the logarithm of a probability. Rounding can raise a probability of 1 slightly above 1.
    static func log(_ probability: Double) -> Float {
        #if canImport(Glibc)
            Float(min(Glibc.log(probability), 0))
        #else
            Float(min(Darwin.log(probability), 0))
        #endif
    }
}
