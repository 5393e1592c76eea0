import MuseProtocols

/// A beam search under a grammar. At each step, all hypotheses are extended by all allowed tokens, and the best are
/// kept. Ended hypotheses stay on the beam and compete with the others.
///
/// Sources:
/// - beam: probabilities are those of the model, over all tokens. With a width of at least the number of tunes that the
///   grammar allows, the search is exhaustive.
/// - diverse beam: Vijayakumar et al., "Diverse Beam Search", AAAI 2018, https://arxiv.org/abs/1610.02424, algorithm 1
///   with the Hamming distance. As in transformers, penalties accumulate. They choose the hypotheses of a group; the
///   results of all groups are ordered by probability.
/// - stochastic beam: Kool, van Hoof and Welling, "Stochastic Beams and Where to Find Them", ICML 2019,
///   https://arxiv.org/abs/1903.06059, algorithm 1. Probabilities are those of sampling: the model's, normalised over
///   the allowed tokens of each step. The results are a sample without replacement, in the order of their drawing.
struct BeamSearch {
    let search: TuneSearch
    let vocabularySize: Int
    let maxTokens: Int
    /// Creates a decoder with a number of rows at the start of the tune.
    let decoder: (_ rows: Int) throws -> any TokenDecoder
    /// The first tune, for messages.
    let tune: Int

    private var random: RandomSource
    private var groups: [[Hypothesis]]
    private var rows: any TokenDecoder
    private var scores: [Float]
    private var mask: [Bool]
    private var allowed: [Float]
    /// The scores of a hypothesis without the mask.
    private var unmasked: [Float] = []
    private var distribution = StepDistribution()

    /// - Throws: errors of `decoder`.
    /// - Precondition: `search.width` is a positive multiple of its groups.
    init(
        _ search: TuneSearch, grammar: any TokenGrammar, vocabularySize: Int, maxTokens: Int, random: RandomSource,
        tune: Int, decoder: @escaping (_ rows: Int) throws -> any TokenDecoder
    ) throws {
        precondition(search.width > 0 && search.width % search.groups == 0, "\(search)")
        self.search = search
        self.vocabularySize = vocabularySize
        self.maxTokens = maxTokens
        self.random = random
        self.tune = tune
        self.decoder = decoder
        groups = (0..<search.groups).map { [Hypothesis(grammar: grammar.start(), row: $0)] }
        rows = try decoder(search.width)
        scores = [Float](repeating: 0, count: search.width * vocabularySize)
        mask = [Bool](repeating: false, count: vocabularySize)
        allowed = [Float](repeating: 0, count: vocabularySize)
    }

    var isFinished: Bool { groups.allSatisfy { $0.allSatisfy(\.isEnded) } }

    /// The hypotheses, the best first and without duplicates.
    var hypotheses: [Hypothesis] {
        var seen: Set<[TokenID]> = []
        let all = groups.joined().filter { seen.insert($0.tokens).inserted }
        // Groups are compared by probability, without the penalties.
        let isDiverse = groups.count > 1
        return all.enumerated().sorted { a, b in
            let (left, right) =
                isDiverse
                ? (a.element.logProbability, b.element.logProbability) : (a.element.score, b.element.score)
            return left == right ? a.offset < b.offset : left > right
        }.map(\.element)
    }

    /// Extends all hypotheses by one token.
    ///
    /// - Throws: `DecodingFailure` if no hypothesis can be extended; errors of the decoder.
    mutating func step() throws {
        try rows.scores(into: &scores)
        var chosen = [Int](repeating: 0, count: vocabularySize)
        var next: [[Hypothesis]] = []
        for group in groups {
            let best = try candidates(of: group, chosen).best(search.width / search.groups)
            for candidate in best { if let token = candidate.token { chosen[Int(token)] += 1 } }
            next.append(
                best.map { candidate in
                    var hypothesis = group[candidate.parent]
                    hypothesis.score = candidate.score
                    hypothesis.logProbability = candidate.logProbability
                    if let token = candidate.token {
                        hypothesis.tokens.append(token)
                        hypothesis.grammar.advance(token)
                    }
                    return hypothesis
                })
        }
        let wereLive = groups.map { $0.contains { !$0.isEnded } }
        if let dead = next.indices.first(where: { next[$0].isEmpty && wereLive[$0] }) {
            let length = groups[dead].first?.tokens.count ?? 0
            throw DecodingFailure(reason: .everythingRuledOut, tune: tune, candidate: 0, step: length)
        }
        groups = next
        if !isFinished { try moveRows() }
    }

    /// The extensions of a group's hypotheses, and its ended hypotheses.
    ///
    /// - Parameter chosen: how often earlier groups chose each token at this step.
    private mutating func candidates(of group: [Hypothesis], _ chosen: [Int]) throws -> [Candidate] {
        var candidates: [Candidate] = []
        for (parent, hypothesis) in group.enumerated() {
            if hypothesis.isEnded {
                candidates.append(
                    Candidate(
                        parent: parent, token: nil, logProbability: hypothesis.logProbability, score: hypothesis.score))
                continue
            }
            let first = candidates.count
            let total = try readScores(hypothesis)
            for (token, score) in allowed.enumerated() where score > -.infinity {
                let step = Double(score) - total
                let penalty = search.diversity * Double(chosen[token])
                candidates.append(
                    Candidate(
                        parent: parent, token: TokenID(token), logProbability: hypothesis.logProbability + step,
                        score: hypothesis.score + step - penalty))
            }
            if search.method == .stochastic { perturb(&candidates[first...], below: hypothesis.score) }
        }
        return candidates
    }

    /// Sets `allowed` to the scores of the tokens that the grammar allows next.
    ///
    /// - Returns: the logarithm of the sum over the tokens among which probabilities are normalised.
    private mutating func readScores(_ hypothesis: Hypothesis) throws -> Double {
        func failure(_ reason: DecodingFailure.Reason) -> DecodingFailure {
            DecodingFailure(reason: reason, tune: tune, candidate: 0, step: hypothesis.tokens.count)
        }
        guard hypothesis.tokens.count < maxTokens else { throw failure(.unfinished(maxTokens: maxTokens)) }
        hypothesis.grammar.allowed(&mask, tokensLeft: maxTokens - hypothesis.tokens.count)
        guard mask.contains(true) else { throw failure(.nothingAllowed) }
        let row = scores[hypothesis.row * vocabularySize..<(hypothesis.row + 1) * vocabularySize]
        for (token, (isAllowed, score)) in zip(mask, row).enumerated() {
            allowed[token] = isAllowed ? score : -.infinity
            if isAllowed, !(score < .infinity) {
                throw failure(.badScore(token: TokenID(token), score: score.isNaN ? "NaN" : "infinity"))
            }
        }
        if search.method == .stochastic {
            _ = distribution.read(allowed)
        } else {
            unmasked.removeAll(keepingCapacity: true)
            unmasked.append(contentsOf: row)
            _ = distribution.read(unmasked)
        }
        return distribution.logTotal
    }

    /// Replaces log-probabilities as scores by Gumbel variables at them, conditioned on their maximum being the
    /// parent's.
    private mutating func perturb(_ children: inout ArraySlice<Candidate>, below parent: Double) {
        var largest = -Double.infinity
        for i in children.indices {
            // Between two numbers of `uniform`, so that it is never 0.
            let uniform = random.uniform() + 0x1p-54
            children[i].score = children[i].logProbability - naturalLogarithm(-naturalLogarithm(uniform))
            largest = max(largest, children[i].score)
        }
        for i in children.indices {
            // The stable form of -ln(exp(-parent) - exp(-largest) + exp(-score)), from the paper's appendix B.3.
            let score = children[i].score
            let v = parent - score + naturalLogarithm(max(0, 1 - exponential(score - largest)))
            children[i].score = parent - max(0, v) - naturalLogarithm(1 + exponential(-abs(v)))
        }
    }

    /// Gives each unfinished hypothesis a decoder row in the state of its parent, and appends its last token.
    private mutating func moveRows() throws {
        let live = groups.indices.flatMap { g in groups[g].indices.map { (g, $0) } }
            .filter { !groups[$0.0][$0.1].isEnded }
        // One child stays in its parent's row, so that a row that is overwritten is no source.
        var sources = [Int?](repeating: nil, count: live.count)
        var homeless: [(Int, Int)] = []
        for (g, h) in live {
            let parent = groups[g][h].row
            if parent < live.count, sources[parent] == nil {
                sources[parent] = parent
            } else {
                homeless.append((g, h))
            }
        }
        for row in sources.indices where sources[row] == nil {
            let (g, h) = homeless.removeFirst()
            sources[row] = groups[g][h].row
            groups[g][h].row = row
        }
        var tokens = [[TokenID]](repeating: [], count: live.count)
        for (g, h) in live { tokens[groups[g][h].row] = groups[g][h].tokens }
        if rows.copyRows(sources.map { $0 ?? 0 }) {
            rows.accept(tokens.map { $0.last ?? 0 })
        } else {
            rows = try decoder(live.count)
            for place in 0..<(tokens.first?.count ?? 0) {
                try rows.scores(into: &scores)
                rows.accept(tokens.map { $0[place] })
            }
        }
    }
}
