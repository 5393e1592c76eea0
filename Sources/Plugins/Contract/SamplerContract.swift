package import MuseProtocols

/// Contract tests for samplers, built-in and in plug-ins.
package enum SamplerContract {
    /// Tests a sampler.
    ///
    /// - Parameters:
    ///   - tokenizer: the tokenizer of the test tunes, for samplers that need to know the music; nil for tunes of
    ///     random token numbers.
    ///   - make: creates a new sampler.
    package static func findings(
        tokenizer: (any Tokenizer)? = nil, _ make: () throws -> any Sampler
    ) -> [Finding] {
        let tunes = Result { try tokenizer.map { try Tune.walks($0) } ?? Tune.numbers }
        return [
            (
                "leaves at least one token, and no score is NaN or infinite",
                Breach.found { try leavesTokens(tunes.get(), make) }
            ),
            ("keeps excluded tokens excluded", Breach.found { try keepsExclusions(tunes.get(), make) }),
            ("returns equal scores for equal tunes", Breach.found { try repeats(tunes.get(), make) }),
            ("keeps tunes independent", Breach.found { try keepsTunesApart(Array(tunes.get().suffix(2)), make) }),
        ]
    }

    /// The steps of a tune: the scores of each step, and the token sampled. Covers steps with a single allowed token,
    /// equal scores, scores far apart and excluded tokens.
    private struct Tune {
        var scores: [[Float]]
        var tokens: [TokenID]
        var context: TuneContext?

        static let numbers = [
            Tune(1, size: 2, steps: 9), Tune(2, size: 37, steps: 40), Tune(3, size: 300, steps: 12),
            Tune(4, size: 37, steps: 30), Tune(5, size: 37, steps: 30),
        ]

        /// Random tunes of a tokenizer's grammar, of the same length.
        static func walks(_ tokenizer: any Tokenizer) throws -> [Tune] {
            let grammar = try tokenizer.grammar(for: Plan())
            return (1...3).map { Tune($0, of: tokenizer, grammar) }
        }

        private init(_ seed: UInt64, of tokenizer: any Tokenizer, _ grammar: any TokenGrammar) {
            var random = RandomSource(seed: seed)
            (scores, tokens) = ([], [])
            context = tokenizer.tuneReader.map { TuneContext($0, plan: Plan(), random: random) }
            var state = grammar.start()
            var mask = [Bool](repeating: false, count: tokenizer.vocabulary.count)
            while tokens.count < 60, !state.isEnded {
                // The end token waits, so that all tunes have the same length.
                state.allowed(&mask, tokensLeft: 1000)
                let open = mask.indices.filter { mask[$0] && (TokenID($0) != tokenizer.endToken) }
                guard !open.isEmpty else { break }
                scores.append(mask.map { $0 ? Float(-10 * random.uniform()) : -.infinity })
                let token = TokenID(open[random.below(open.count)])
                tokens.append(token)
                state.advance(token)
            }
        }

        init(_ seed: UInt64, size: Int, steps: Int) {
            var random = RandomSource(seed: seed)
            scores = (0..<steps).map { step in
                (0..<size).map { token in
                    switch step % 4 {
                    case 0: Float(-10 * random.uniform())
                    case 1: token % 2 == step / 4 % 2 ? Float(-random.uniform()) : -.infinity
                    case 2: token == step % size ? -1 : -.infinity
                    default: token % 3 == 0 ? -200 : -1
                    }
                }
            }
            tokens = scores.map { scores in
                let open = scores.indices.filter { scores[$0] > -.infinity }
                return TokenID(open[random.below(open.count)])
            }
        }

        func step(_ number: Int) -> Step { Step(tokens: Array(tokens[..<number]), tune: context) }
    }

    private static func adjusted(_ tune: Tune, _ make: () throws -> any Sampler) throws -> [[Float]] {
        var sampler = try make()
        return try tune.scores.indices.map { step in
            var scores = tune.scores[step]
            try sampler.adjust(&scores, at: tune.step(step))
            return scores
        }
    }

    private static func leavesTokens(_ tunes: [Tune], _ make: () throws -> any Sampler) throws {
        for tune in tunes {
            for (step, scores) in try adjusted(tune, make).enumerated() {
                if scores.contains(where: { !($0 < .infinity) }) {
                    throw Breach(text: "a score of step \(step + 1) is NaN or infinite")
                }
                if !scores.contains(where: { $0 > -.infinity }) {
                    throw Breach(text: "excludes every token of step \(step + 1)")
                }
            }
        }
    }

    private static func keepsExclusions(_ tunes: [Tune], _ make: () throws -> any Sampler) throws {
        for tune in tunes {
            for (step, (before, after)) in zip(tune.scores, try adjusted(tune, make)).enumerated() {
                if let token = before.indices.first(where: { before[$0] == -.infinity && after[$0] > -.infinity }) {
                    throw Breach(text: "gives the excluded token \(token) a score in step \(step + 1)")
                }
            }
        }
    }

    private static func repeats(_ tunes: [Tune], _ make: () throws -> any Sampler) throws {
        for tune in tunes where try adjusted(tune, make) != adjusted(tune, make) {
            throw Breach(text: "returns different scores the second time")
        }
    }

    /// Checks that adjusting two tunes in alternation gives the same scores as one after the other.
    private static func keepsTunesApart(_ pair: [Tune], _ make: () throws -> any Sampler) throws {
        let alone = try pair.map { try adjusted($0, make) }
        let sampler = try make()
        var copies = [sampler, sampler]
        for step in 0..<(pair.map(\.tokens.count).min() ?? 0) {
            for (i, tune) in pair.enumerated() {
                var scores = tune.scores[step]
                try copies[i].adjust(&scores, at: tune.step(step))
                if scores != alone[i][step] {
                    throw Breach(text: "returns different scores for a tune when it is adjusted together with another")
                }
            }
        }
    }
}
