import MusePlatform
import MuseProtocols
import MuseSamplers
import Testing

/// Probabilities in, probabilities out.
@Suite struct ChainTests {
    @Test(
        arguments: [
            // The fractions of 0.5 and 0.3 in 0.8.
            (["type": "top_k", "k": "2"], [0.5, 0.3, 0.15, 0.05], [0.625, 0.375, 0, 0]),
            (["type": "top_k", "k": "2"], [0.05, 0.3, 0.15, 0.5], [0, 0.375, 0, 0.625]),
            (["type": "top_k", "k": "1"], [0.1, 0.2, 0.7], [0, 0, 1]),
            (["type": "top_k", "k": "9"], [0.1, 0.2, 0.7], [0.1, 0.2, 0.7]),
            // Ties at the threshold are kept; masked tokens are not counted.
            (["type": "top_k", "k": "2"], [0.2, 0.4, 0.2, 0.2], [0.2, 0.4, 0.2, 0.2]),
            (["type": "top_k", "k": "2"], [0, 0.5, 0, 0.25, 0.25], [0, 0.5, 0, 0.25, 0.25]),
            (["type": "top_k", "k": "3"], [0, 0.5, 0, 0.5], [0, 0.5, 0, 0.5]),
            (["type": "top_p", "p": "0.8"], [0.5, 0.3, 0.15, 0.05], [0.625, 0.375, 0, 0]),
            (["type": "top_p", "p": "0.81"], [0.5, 0.3, 0.15, 0.05], [0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0]),
            (["type": "top_p", "p": "0"], [0.25, 0.5, 0.25], [0, 1, 0]),
            (["type": "top_p", "p": "1"], [0.5, 0.4999999, 0.0000001], [0.5, 0.4999999, 0.0000001]),
            (["type": "top_p", "p": "0.6"], [0.25, 0.5, 0.25], [0.25, 0.5, 0.25]),
            (["type": "min_p", "p": "0.5"], [0.5, 0.25, 0.2, 0.05], [2.0 / 3, 1.0 / 3, 0, 0]),
            (["type": "min_p", "p": "1"], [0.2, 0.4, 0.4], [0, 0.5, 0.5]),
            (["type": "min_p", "p": "0"], [0.2, 0.8, 0], [0.2, 0.8, 0]),
            // Squares, and square roots.
            (["type": "temperature", "value": "0.5"], [0.8, 0.2], [0.64 / 0.68, 0.04 / 0.68]),
            (["type": "temperature", "value": "2"], [0.64, 0.36], [0.8 / 1.4, 0.6 / 1.4]),
            (["type": "temperature"], [0.7, 0.3], [0.7, 0.3]),
            (["type": "temperature", "value": "0.01"], [0.6, 0.4, 0], [1, 2.5e-18, 0]),
            (["type": "greedy"], [0.3, 0.4, 0.3], [0, 1, 0]),
            (["type": "greedy"], [0.2, 0.4, 0.4], [0, 1, 0]),
            (["type": "greedy"], [0, 0, 1], [0, 0, 1]),
        ] as [(KeyValuePairs<String, String>, [Double], [Double])])
    func editsProbabilities(settings: KeyValuePairs<String, String>, before: [Double], after: [Double]) throws {
        expectClose(try adjusted([sampler(settings)], before), after)
    }

    /// The squares are 0.25, 0.09 and 0.04, with a sum of 0.38. The first is 0.66 of it, enough for top_p 0.6. Before
    /// squaring, top_p 0.6 keeps two tokens.
    @Test func aChainActsInItsOrderAndIsASamplerItself() throws {
        let cold = try sampler(["type": "temperature", "value": "0.5"])
        let two = try sampler(["type": "top_k", "k": "2"])
        expectClose(try adjusted([Chain([cold, two])], [0.5, 0.3, 0.2]), [0.25 / 0.34, 0.09 / 0.34, 0])
        let most = try sampler(["type": "top_p", "p": "0.6"])
        expectClose(try adjusted([Chain([cold, most])], [0.5, 0.3, 0.2]), [1, 0, 0])
        expectClose(try adjusted([Chain([most, cold])], [0.5, 0.3, 0.2]), [0.25 / 0.34, 0.09 / 0.34, 0])
        expectClose(try adjusted([Chain([])], [0.5, 0.3, 0.2]), [0.5, 0.3, 0.2])
    }

    /// The weights are 0.5 / 2, 0.3 and 0.2 / 2: token 2 is penalised once although it occurs twice.
    @Test func repetitionPenaltyDividesTheOddsOfLateTokens() throws {
        let penalty = try sampler(["type": "repetition_penalty", "penalty": "2", "window": "3"])
        expectClose(
            try adjusted([penalty], [0.5, 0.3, 0.2], after: [1, 0, 2, 2]), [0.25 / 0.65, 0.3 / 0.65, 0.1 / 0.65])
    }

    /// The odds between tokens that are all penalised stay unchanged, whatever their probability.
    @Test func repetitionPenaltyIsTheSameForAllScores() throws {
        let penalty = try sampler(["type": "repetition_penalty", "penalty": "4"])
        expectClose(try adjusted([penalty], [0.999, 0.001], after: [0, 1]), [0.999, 0.001])
        expectClose(try adjusted([penalty], [1, 0], after: [0]), [1, 0])
    }

    @Test func repetitionPenaltyPassesOverTokensWithoutAScore() throws {
        let penalty = try sampler(["type": "repetition_penalty"])
        expectClose(try adjusted([penalty], [0.5, 0.5], after: [9, -1]), [0.5, 0.5])
    }

    @Test func aChainRunsInOrder() throws {
        let probabilities = [0.4, 0.3, 0.2, 0.1]
        let cool = try sampler(["type": "temperature", "value": "0.5"])
        let cut = try sampler(["type": "top_p", "p": "0.7"])
        // Squares 16 : 9 : 4 : 1 of 30: the first two have 25 / 30.
        expectClose(try adjusted([cool, cut], probabilities), [0.64, 0.36, 0, 0])
        // 0.4 + 0.3 is enough; then squares 16 : 9.
        expectClose(try adjusted([cut, cool], probabilities), [0.64, 0.36, 0, 0])
        // 0.4 + 0.3 < 0.75, but 25 / 30 > 0.75.
        let wider = try sampler(["type": "top_p", "p": "0.75"])
        expectClose(try adjusted([cool, wider], probabilities), [0.64, 0.36, 0, 0])
        expectClose(try adjusted([wider, cool], probabilities), [16.0 / 29, 9.0 / 29, 4.0 / 29, 0])
    }

    /// Keeps the k best of 500 random scores, and no others, compared with sorting.
    @Test(arguments: [1, 2, 10, 250, 499, 500]) func topKAgreesWithSorting(k: Int) throws {
        var random = RandomSource(seed: 3)
        var top = try sampler(["type": "top_k", "k": String(k)])
        for _ in 0..<20 {
            let scores = (0..<500).map { _ in Float(random.below(300)) }
            var edited = scores
            try top.adjust(&edited, at: Step(tokens: []))
            let threshold = scores.sorted(by: >)[k - 1]
            #expect(edited == scores.map { $0 < threshold ? -.infinity : $0 })
        }
    }

    /// Keeps the shortest prefix of 300 sorted random scores that reaches p, with ties.
    @Test(arguments: [0.1, 0.5, 0.9, 0.999]) func topPAgreesWithSorting(p: Double) throws {
        var random = RandomSource(seed: 4)
        var top = try sampler(["type": "top_p", "p": "\(p)"])
        for _ in 0..<20 {
            let scores = (0..<300).map { _ in Float(random.below(40)) / 4 }
            var edited = scores
            try top.adjust(&edited, at: Step(tokens: []))
            let weights = scores.map { exp(Double($0)) }
            let total = weights.reduce(0, +)
            var sum = 0.0
            var threshold = Float.infinity
            for score in scores.sorted(by: >) where sum < p * total {
                sum += exp(Double(score))
                threshold = score
            }
            #expect(edited == scores.map { $0 < threshold ? -.infinity : $0 })
        }
    }

    /// At least one token survives, even with scores near the limits of single precision.
    @Test(
        arguments: [
            "greedy", "temperature", "top_k", "top_p", "min_p", "typical", "top_n_sigma", "epsilon", "eta", "xtc",
            "mirostat", "dynamic_temperature", "repetition_penalty", "frequency_penalty", "presence_penalty", "dry",
        ])
    func oneTokenAlwaysSurvives(name: String) throws {
        var sampler = try Registry<any Sampler>.builtIn.make(
            node(name == "temperature" ? ["type": name, "value": "0.01"] : ["type": name]), path: "sampler[0]")
        for scores: [Float] in [[-3e38, -.infinity, -3.1e38], [-.infinity, -1e-38], [3e38, 3e38], [-2000, -9000]] {
            var edited = scores
            try sampler.adjust(&edited, at: Step(tokens: [0]))
            #expect(edited.contains { $0.isFinite })
            #expect(zip(edited, scores).allSatisfy { $1.isFinite || $0 == -.infinity })
        }
    }

    @Test(
        arguments: [
            (
                ["type": "temperature", "value": "0"],
                "sampler[0].value: expected a number from 0.01 to 100, found '0'"
            ),
            (["type": "top_k", "k": "0"], "sampler[0].k: expected a whole number of at least 1, found '0'"),
            (["type": "top_p", "p": "1.5"], "sampler[0].p: expected a number from 0 to 1, found '1.5'"),
            (["type": "top_q"], "sampler[0].type: no sampler is called 'top_q'; did you mean 'top_k'?"),
        ] as [(KeyValuePairs<String, String>, String)])
    func wrongSettingsAreRefused(settings: KeyValuePairs<String, String>, message: String) {
        let error = #expect(throws: RecipeErrors.self) { try sampler(settings) }
        #expect(error?.errors.map { "\($0.path): \($0.message)" } == [message])
    }
}
