import MuseGenerators
import MuseProtocols
import Testing

/// Exact sampling against the enumeration of all tunes.
@Suite struct ExactMarkovTests {
    /// Tokens 0 to 2 are notes, 3 ends. No 1 follows a 1, and the last note is 0.
    private static let notes = 6
    private static let end: TokenID = 3
    private static let corpus: [[TokenID]] = [
        [0, 1, 2, 0, 1, 0, 3], [0, 2, 2, 1, 0, 0, 3], [1, 2, 0, 1, 2, 0, 3], [2, 1, 1, 2, 0, 1, 3], [0, 1, 2, 2, 3],
    ]

    private func model(_ settings: [(String, String)]) throws -> any Model {
        try toy("markov", [("exact", "true")] + settings).fit(Self.corpus, of: 4)
    }

    /// Tunes of exactly six notes.
    private func sixNotes() throws -> TokenAutomaton {
        try TokenAutomaton(
            classes: [[0, 1, 2]], edges: (0..<Self.notes).map { [.init(tokens: 0, next: $0 + 1)] } + [[]],
            finals: [Self.notes], end: Self.end, vocabularySize: 4)
    }

    /// No 1 after a 1, and 0 at the end.
    private func rule() throws -> TokenAutomaton {
        let edges: [TokenAutomaton.Edge] = [
            .init(tokens: 0, next: 1), .init(tokens: 1, next: 2), .init(tokens: 2, next: 0),
        ]
        return try TokenAutomaton(
            classes: [[0], [1], [2]],
            edges: [edges, edges, [.init(tokens: 0, next: 1), .init(tokens: 2, next: 0)]], finals: [1],
            end: Self.end, vocabularySize: 4)
    }

    private func grammar() throws -> IntersectionGrammar {
        try IntersectionGrammar(try sixNotes(), try rule(), vocabularySize: 4)
    }

    /// All tunes that the grammar accepts.
    private static let tunes: [[TokenID]] = {
        var tunes: [[TokenID]] = [[]]
        for _ in 0..<notes { tunes = tunes.flatMap { tune in [0, 1, 2].map { tune + [$0] } } }
        return tunes.filter { tune in
            tune.last == 0 && !zip(tune, tune.dropFirst()).contains { $0 == 1 && $1 == 1 }
        }.map { $0 + [end] }
    }()

    private func conditioned(_ model: any Model, _ grammars: [any TokenGrammar]) throws -> any Model {
        try #require(try model.conditioned(on: grammars, maxTokens: 100) { false })
    }

    @Test(arguments: [1, 2, 4]) func everyTuneHasItsShareOfTheModelsProbability(order: Int) throws {
        let model = try model([("order", "\(order)"), ("min_order", "0")])
        let expected = try Self.tunes.map { exponential(try model.logProbabilities(of: $0).reduce(0, +)) }
        let total = expected.reduce(0, +)
        let exact = try conditioned(model, [try grammar()])
        for (tune, probability) in zip(Self.tunes, expected) {
            var log = 0.0
            for (step, token) in try exact.scoresAlone(tune).enumerated() { log += Double(token[Int(tune[step])]) }
            #expect(abs(exponential(log) - probability / total) < 1e-6, "\(tune)")
        }
    }

    /// Pearson's chi-square test. The limit is the 0.999 quantile, by Wilson and Hilferty's approximation.
    @Test func samplesFollowTheConditionedDistribution() throws {
        let model = try model([("order", "2"), ("min_order", "0")])
        let weights = try Self.tunes.map { exponential(try model.logProbabilities(of: $0).reduce(0, +)) }
        let total = weights.reduce(0, +)
        let draws = 20_000
        var counts: [[TokenID]: Int] = [:]
        let decoder = try conditioned(model, [try grammar()]).decoder(for: DecodingRequest(rows: draws))
        var random = RandomSource(seed: 7)
        var tunes = [[TokenID]](repeating: [], count: draws)
        var scores: [Float] = []
        for _ in 0...Self.notes {
            try decoder.scores(into: &scores)
            for row in 0..<draws {
                var rest = random.uniform()
                let token = (0..<4).first { token in
                    rest -= exponential(Double(scores[4 * row + token]))
                    return rest < 0
                }
                tunes[row].append(TokenID(token ?? 0))
            }
            decoder.accept(tunes.map { $0[$0.count - 1] })
        }
        for tune in tunes { counts[tune, default: 0] += 1 }
        #expect(Set(counts.keys).isSubset(of: Self.tunes))
        // Tunes that are expected less than five times are counted together.
        var statistic = 0.0
        var freedom = 0.0
        var rare = (expected: 0.0, found: 0)
        for (tune, weight) in zip(Self.tunes, weights) {
            let expected = weight / total * Double(draws)
            let found = counts[tune] ?? 0
            if expected < 5 {
                rare = (rare.expected + expected, rare.found + found)
            } else {
                statistic += (Double(found) - expected) * (Double(found) - expected) / expected
                freedom += 1
            }
        }
        if rare.expected > 0 {
            let difference = Double(rare.found) - rare.expected
            statistic += difference * difference / rare.expected
        } else {
            freedom -= 1
        }
        let spread = 2 / (9 * freedom)
        let root = 1 - spread + 3.09 * spread.squareRoot()
        #expect(statistic < freedom * root * root * root, "\(statistic) with \(freedom) degrees of freedom")
    }

    @Test func tokensFollowOnlyWhatTheyFollowInTheCorpus() throws {
        let exact = try conditioned(try model([("order", "2"), ("min_order", "1")]), [try sixNotes()])
        // 2 is followed by 0, 1 and 2, and 1 by 0, 1 and 2; 0 by 0, 1 and 2, and once it ends a tune.
        var pairs: Set<[TokenID]> = []
        for tune in Self.corpus { for (a, b) in zip(tune, tune.dropFirst()) { pairs.insert([a, b]) } }
        for first: TokenID in 0..<3 {
            let scores = try exact.scoresAlone([first, 0])[1]
            for token: TokenID in 0..<3 {
                #expect((scores[Int(token)] > -.infinity) == pairs.contains([first, token]))
            }
        }
    }

    @Test func rowsFollowTheirOwnGrammars() throws {
        let model = try model([("order", "2"), ("min_order", "0")])
        let exact = try conditioned(model, [try sixNotes(), try grammar()])
        var request = DecodingRequest(rows: 2)
        request.grammars = [1, 0]
        let decoder = try exact.decoder(for: request)
        var scores: [Float] = []
        for _ in 0..<5 {
            try decoder.scores(into: &scores)
            decoder.accept([2, 2])
        }
        try decoder.scores(into: &scores)
        // Only the first row has to close on 0.
        #expect(scores[1] == -.infinity && scores[4 + 1] > -.infinity)
        decoder.accept([0, 1])
        decoder.retain([false, true])
        try decoder.scores(into: &scores)
        #expect(decoder.rowCount == 1 && scores == [-.infinity, -.infinity, -.infinity, 0])
    }

    @Test func withoutExactTheSamplerMasksTokens() throws {
        let model = try toy("markov", [("order", "2")]).fit(Self.corpus, of: 4)
        let conditioned = try model.conditioned(on: [try grammar()], maxTokens: 100) { false }
        #expect(conditioned == nil)
    }

    @Test func whatCannotBeSampledIsSaid() throws {
        let model = try model([("order", "2"), ("min_order", "2")])
        // Only 2 follows the corpus's beginning with 1.
        let ones = try TokenAutomaton(
            classes: [[1]], edges: [[.init(tokens: 0, next: 1)], [.init(tokens: 0, next: 2)], []], finals: [2],
            end: Self.end, vocabularySize: 4)
        // Whatever is the only allowed token is allowed: a header, for example.
        #expect(throws: Never.self) { try conditioned(model, [ones]) }
        let others = try TokenAutomaton(
            classes: [[1], [0, 1]], edges: [[.init(tokens: 0, next: 1)], [.init(tokens: 1, next: 2)], []], finals: [2],
            end: Self.end, vocabularySize: 4)
        #expect(throws: ConditioningError.noTune) { try conditioned(model, [others]) }
        let endless = try TokenAutomaton(
            classes: [[0, 1, 2]], edges: [[.init(tokens: 0, next: 0)]], finals: [0], end: Self.end, vocabularySize: 4)
        #expect(throws: ConditioningError.endless) { try conditioned(model, [endless]) }
        #expect(throws: ConditioningError.tooLong(longest: 7, maxTokens: 6)) {
            try model.conditioned(on: [try sixNotes()], maxTokens: 6) { false }
        }
        #expect(throws: CancellationError.self) {
            try model.conditioned(on: [try sixNotes()], maxTokens: 100) { true }
        }
    }

    @Test func minimumOrderNeedsExactAndAtMostTheOrder() throws {
        #expect(throws: RecipeErrors.self) { try toy("markov", [("order", "2"), ("min_order", "1")]) }
        #expect(throws: RecipeErrors.self) {
            try toy("markov", [("order", "2"), ("min_order", "3"), ("exact", "true")])
        }
    }
}
