import MusePlatform
import MuseProtocols

/// Learns a unigram model: many candidates, whose probabilities are estimated by expectation-maximisation, and of which
/// those that matter least to the likelihood of the corpus are removed, again and again.
///
/// Source: Kudo 2018, https://arxiv.org/abs/1804.10959, section 3.2. As in the program of Kudo and Richardson,
/// "SentencePiece", EMNLP 2018, https://arxiv.org/abs/1808.06226: two steps of estimation between removals, each of
/// which keeps three quarters; probabilities are those of a Dirichlet process, exp(digamma(count)); a candidate
/// expected less than 0.5 times is removed.
struct UnigramTraining {
    private let words: [CountedWord]
    private let baseCount: Int
    private let isCancelled: @Sendable () -> Bool

    private static let shrinkage = 0.75
    private static let leastExpected = 0.5
    /// The number of tokens before the last selection, times that after it.
    private static let excess = 1.1
    /// Words are summed in parts of a fixed number, so that sums do not depend on the number of processors.
    private static let parts = 16

    init(_ words: [CountedWord], baseCount: Int, isCancelled: @escaping @Sendable () -> Bool) {
        self.words = words
        self.baseCount = baseCount
        self.isCancelled = isCancelled
    }

    /// - Parameter limit: the number of tokens.
    /// - Throws: `CancellationError`; `SystemThread.Unavailable`.
    func model(limit: Int, maxLength: Int) throws -> UnigramModel {
        let seeds = UnigramSeeds(words, longest: maxLength, limit: max(1 << 16, 10 * limit)).runs
        var occurrences = [Int](repeating: 0, count: baseCount)
        for word in words { for token in word.tokens { occurrences[Int(token)] += word.count } }
        let base = (0..<TokenID(baseCount)).map { [$0] }
        var model = UnigramModel(
            runs: base + seeds.map(\.run),
            scores: Self.logShares(occurrences.map(Double.init) + seeds.map { Double($0.count * $0.run.count) }))
        let enough = max(baseCount, Int(Double(limit) * Self.excess))
        while true {
            for _ in 0..<2 { model = try estimated(model) }
            if model.runs.count <= enough { break }
            model = try pruned(model, to: enough)
        }
        return selected(model, limit)
    }

    /// The logarithms of shares of a sum; tokens without occurrences are as probable as one with half an occurrence.
    private static func logShares(_ counts: [Double]) -> [Double] {
        let sum = counts.reduce(0) { $0 + max(leastExpected, $1) }
        return counts.map { log(max(leastExpected, $0) / sum) }
    }

    /// The model whose probabilities are those of the expected numbers of tokens under the given one.
    private func estimated(_ model: UnigramModel) throws -> UnigramModel {
        let expected = try sum(model) { UnigramLattice(model, $0.tokens).add(to: &$1, weight: Double($0.count)) }
        let kept = model.runs.indices.filter { $0 < baseCount || expected[$0] >= Self.leastExpected }
        let counts = kept.map { max(Self.leastExpected, expected[$0]) }
        let logSum = digamma(counts.reduce(0, +))
        return UnigramModel(runs: kept.map { model.runs[$0] }, scores: counts.map { digamma($0) - logSum })
    }

    /// The model without those candidates whose removal costs the least likelihood.
    private func pruned(_ model: UnigramModel, to enough: Int) throws -> UnigramModel {
        let counts = try sum(model) { word, counts in
            for token in model.best(word.tokens[...], without: nil) { counts[Int(token)] += Double(word.count) }
        }
        let sum = counts.reduce(0, +)
        var losses: [(token: Int, loss: Double)] = []
        for token in model.runs.indices.dropFirst(baseCount) where counts[token] > 0 {
            let rest = model.best(model.runs[token][...], without: TokenID(token))
            let before = log(counts[token]) - log(sum)
            // Without the token, each of its occurrences is one of each token of its best division.
            let logSum = log(sum + counts[token] * Double(rest.count - 1))
            let after = rest.reduce(0) { $0 + log(counts[Int($1)] + counts[token]) - logSum }
            losses.append((token, counts[token] * (before - after)))
        }
        losses.sort { $0.loss == $1.loss ? $0.token < $1.token : $0.loss > $1.loss }
        let size = max(enough, Int(Double(model.runs.count) * Self.shrinkage)) - baseCount
        let kept = Array(0..<baseCount) + losses.prefix(size).map(\.token).sorted()
        return UnigramModel(runs: kept.map { model.runs[$0] }, scores: kept.map { model.scores[$0] })
    }

    /// The base tokens and the most probable others, in descending order of their probabilities.
    private func selected(_ model: UnigramModel, _ limit: Int) -> UnigramModel {
        let others = model.runs.indices.dropFirst(baseCount).sorted { a, b in
            let (first, second) = (model.scores[a], model.scores[b])
            return first == second ? model.runs[a].lexicographicallyPrecedes(model.runs[b]) : first > second
        }
        let kept = Array(0..<baseCount) + others.prefix(max(0, limit - baseCount))
        return UnigramModel(
            runs: kept.map { model.runs[$0] }, scores: kept.map { TokenizerFile.storable(model.scores[$0]) })
    }

    /// Sums numbers of tokens over all words, on all processors.
    private func sum(
        _ model: UnigramModel, _ add: @escaping @Sendable (CountedWord, inout [Double]) -> Void
    ) throws -> [Double] {
        if isCancelled() { throw CancellationError() }
        let sums = try concurrentMap(words.divided(into: Self.parts)) { part in
            var sum = [Double](repeating: 0, count: model.runs.count)
            for word in part { add(word, &sum) }
            return sum
        }
        return sums.dropFirst().reduce(into: sums[0]) { total, sum in
            for i in total.indices { total[i] += sum[i] }
        }
    }
}

/// The derivative of the logarithm of the gamma function.
///
/// Source: Bernardo, "Psi (digamma) function", Applied Statistics 25(3), 1976, algorithm AS 103.
///
/// - Precondition: `x` is positive.
func digamma(_ x: Double) -> Double {
    var x = x
    var result = 0.0
    while x < 7 {
        result -= 1 / x
        x += 1
    }
    let square = 1 / (x * x)
    result += log(x) - 0.5 / x
    return result - square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square / 240)))
}
