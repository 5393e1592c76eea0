import MuseMusic
package import MuseProtocols

/// Contract tests for tokenizers.
package enum TokenizerContract {
    /// Tests a tokenizer.
    ///
    /// - Parameter make: creates a new tokenizer.
    package static func findings(_ make: () throws -> any Tokenizer) -> [Finding] {
        [
            ("encodes at least one of the test tunes", Breach.found { _ = try encoded(make()) }),
            (
                "encodes a decoded tune as the same tokens",
                Breach.found {
                    let tokenizer = try make()
                    for tokens in try encoded(tokenizer)
                    where try tokenizer.encode(tokenizer.decode(tokens)).tokens != tokens {
                        throw Breach(text: "returns different tokens after decoding \(tokens.prefix(20))")
                    }
                }
            ),
            (
                "has a grammar that accepts the tunes that it encodes",
                Breach.found {
                    let tokenizer = try make()
                    let grammar = try tokenizer.grammar(for: Plan())
                    for tokens in try encoded(tokenizer, ContractScores.whole)
                    where !grammar.accepts(tokens, vocabularySize: tokenizer.vocabulary.count) {
                        throw Breach(text: "its grammar does not accept \(tokens.prefix(20))")
                    }
                }
            ),
            ("decodes the sequences that its grammar accepts", Breach.found { try walks(make()) }),
            (
                "encodes a tune as the same tokens the second time",
                Breach.found {
                    if try encoded(make()) != encoded(make()) {
                        throw Breach(text: "returns different tokens for the same tune")
                    }
                }
            ),
        ]
    }

    /// The test tunes that the tokenizer can encode.
    private static func encoded(
        _ tokenizer: any Tokenizer, _ scores: [Score] = ContractScores.all
    ) throws -> [[TokenID]] {
        var tunes: [[TokenID]] = []
        for score in scores {
            do {
                tunes.append(try tokenizer.encode(score).tokens)
            } catch is TokenizationError {
                continue
            }
        }
        if tunes.isEmpty {
            throw Breach(
                text: "cannot encode any of the test tunes, which include a simple reel and a simple four-part chorale")
        }
        return tunes
    }

    private static func walks(_ tokenizer: any Tokenizer) throws {
        let grammar = try tokenizer.grammar(for: Plan())
        var mask = [Bool](repeating: false, count: tokenizer.vocabulary.count)
        for seed in 0..<20 {
            var random = RandomSource(seed: UInt64(seed))
            var state = grammar.start()
            var tokens: [TokenID] = []
            while !state.isEnded {
                state.allowed(&mask, tokensLeft: 600 - tokens.count)
                let open = mask.indices.filter { mask[$0] }
                guard !open.isEmpty else { throw Breach(text: "has a dead end after \(tokens.count) tokens") }
                tokens.append(TokenID(open[random.below(open.count)]))
                state.advance(tokens[tokens.count - 1])
            }
            _ = try tokenizer.decode(tokens)
        }
    }
}
