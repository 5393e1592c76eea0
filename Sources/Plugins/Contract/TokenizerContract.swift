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
                    // A grammar is of one sequence. Tunes whose parts each have their own are only encoded.
                    for tokens in try encoded(tokenizer, ContractScores.whole)
                    where tokenizer.lines(of: tokens).count == 1
                        && !grammar.accepts(tokens, vocabularySize: tokenizer.vocabulary.count)
                    {
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
            ("fills an open bar, if it says so", Breach.found { try fillings(make()) }),
        ]
    }

    /// Opens the second bar of each test tune, and fills it at random.
    private static func fillings(_ tokenizer: any Tokenizer) throws {
        guard tokenizer.capabilities.contains(.fill) else { return }
        for score in ContractScores.whole where (try? tokenizer.encode(score)) != nil {
            let template = try tokenizer.template(of: score.withOpenBar(1), for: Plan())
            let tune = template.tune(try walk(template.fillings, tokenizer.vocabulary.count, seed: 1))
            guard template.grammar.accepts(tune, vocabularySize: tokenizer.vocabulary.count) else {
                throw Breach(text: "its template does not accept the filled tune \(tune.prefix(20))")
            }
            _ = try tokenizer.decode(tune)
        }
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
        for seed in 0..<20 {
            _ = try tokenizer.decode(walk(grammar, tokenizer.vocabulary.count, seed: UInt64(seed)))
        }
    }

    /// A random sequence that a grammar accepts.
    private static func walk(_ grammar: any TokenGrammar, _ vocabularySize: Int, seed: UInt64) throws -> [TokenID] {
        var mask = [Bool](repeating: false, count: vocabularySize)
        var random = RandomSource(seed: seed)
        var state = grammar.start()
        var tokens: [TokenID] = []
        while !state.isEnded {
            state.allowed(&mask, tokensLeft: 600 - tokens.count)
            let open = mask.indices.filter { mask[$0] }
            guard !open.isEmpty else { throw Breach(text: "has a dead end after \(tokens.count) tokens") }
            tokens.append(TokenID(open[random.below(open.count)]))
            state.advance(tokens[tokens.count - 1])
        }
        return tokens
    }
}

extension Score {
    /// The score with an open bar, from 0, in place of the notes of its first part.
    ///
    /// - Precondition: the score has this bar.
    fileprivate func withOpenBar(_ bar: Int) -> Score {
        let open = bars()[bar]
        let range = open.start..<open.end
        var score = self
        score.parts[0].notes.removeAll { range.contains($0.onset) }
        score.parts[0].rests.removeAll { range.contains($0.onset) }
        score.parts[0].rests.append(Rest(onset: range.lowerBound, duration: range.count, isOpen: true))
        return score
    }
}
