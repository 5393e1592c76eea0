import MuseProtocols
import MuseTokenizers
import Testing

/// Subwords of toy tokens, by hand.
@Suite struct SubwordTests {
    /// The pair 8 9 occurs most often; then 8 9 8 9 is a token too.
    private func pairs(_ split: String = "bar") throws -> SubwordTokenizer {
        try subwords("bpe", base: ["type": "toy"], ["vocabulary": "34", "split": split])
            .fitted(to: [[1, 8, 9, 8, 9, 4, 8, 9, 8, 9, 4, 0], [8, 9, 8, 9, 10, 0]])
    }

    @Test func frequentPairsBecomeTokens() throws {
        let tokenizer = try pairs()
        #expect(tokenizer.vocabulary.names.suffix(3) == ["t31", "t8+t9", "t8+t9+t8+t9"])
        #expect(try tokenizer.encode([[1, 8, 9, 8, 9, 8, 9, 4, 8, 0]]) == [[1, 33, 32, 4, 8, 0]])
    }

    @Test func runsDoNotReachBeyondBarsUnlessAsked() throws {
        let sequences: [[TokenID]] = [[6, 4, 6, 4, 6, 4, 6, 4, 0]]
        let inBars = try subwords("bpe", base: ["type": "toy"], ["vocabulary": "40"]).fitted(to: sequences)
        #expect(inBars.vocabulary.count == 32)
        let anywhere = try subwords("bpe", base: ["type": "toy"], ["vocabulary": "33", "split": "none"])
            .fitted(to: sequences)
        #expect(anywhere.vocabulary.names.last == "t6+t4")
        #expect(anywhere.barEnds.isEmpty && inBars.barEnds == [4])
        #expect(!anywhere.capabilities.contains(.fill) && inBars.capabilities.contains(.fill))
    }

    @Test func rarePairsAreNotMerged() throws {
        let settings = ["vocabulary": "60", "min_frequency": "3"]
        let tokenizer = try subwords("bpe", base: ["type": "toy"], settings)
            .fitted(to: [[6, 7, 6, 7, 6, 7, 10, 11, 10, 11, 0]])
        #expect(tokenizer.vocabulary.names.dropFirst(32) == ["t6+t7"])
    }

    @Test func longRunsAreNotMade() throws {
        let settings = ["vocabulary": "60", "max_length": "2"]
        let tokenizer = try subwords("bpe", base: ["type": "toy"], settings).fitted(to: [[6, 7, 6, 7, 6, 7, 6, 7, 0]])
        #expect(tokenizer.vocabulary.names.dropFirst(32) == ["t6+t7"])
    }

    /// The most probable runs are whole motifs, which cost one token each.
    @Test func unigramsFindMotifs() throws {
        let motifs: [[TokenID]] = [[6, 7, 8], [9, 10, 11, 12], [20, 21]]
        var random = RandomSource(seed: 1)
        var tunes: [[TokenID]] = []
        for _ in 0..<60 {
            var tune: [TokenID] = []
            for _ in 0..<8 { tune += motifs[random.below(3)] }
            tunes.append(tune + [0])
        }
        let tokenizer = try subwords("unigram", base: ["type": "toy"], ["vocabulary": "35", "max_length": "4"])
            .fitted(to: tunes)
        #expect(Set(tokenizer.vocabulary.names.dropFirst(32)) == ["t6+t7+t8", "t9+t10+t11+t12", "t20+t21"])
        #expect(try tokenizer.encode(tunes).allSatisfy { $0.count == 9 })
    }

    @Test func meaningIsThatOfTheRun() throws {
        let tokenizer = try pairs()
        #expect(tokenizer.kind(of: 32) == .note && tokenizer.kind(of: 9) == .duration && tokenizer.kind(of: 4) == .bar)
        #expect(tokenizer.noteCount([32, 33, 10, 4]) == 4)
        #expect(tokenizer.isCondition(1) && !tokenizer.isCondition(33))
        // After the run 8 9, the base token before is 9.
        #expect(tokenizer.pitch(of: 33, in: nil, after: 32) == 60 + 8 + 9)
        #expect(tokenizer.lines(of: [32, 5, 33, 0]) == [[32], [33, 0]])
        #expect(tokenizer.barContents([1, 33, 32, 4, 32, 4][...]) == [0..<3, 4..<5])
        #expect(!tokenizer.capabilities.contains(.variations))
    }

    @Test func aTokenIsAllowedIfItsRunIs() throws {
        let tokenizer = try pairs()
        let grammar = try tokenizer.grammar(for: Plan())
        var mask = [Bool](repeating: false, count: 34)
        var state = grammar.start()
        func allowed(_ tokensLeft: Int = .max / 8) -> [Int] {
            state.allowed(&mask, tokensLeft: tokensLeft)
            return mask.indices.filter { mask[$0] }
        }
        #expect(allowed() == [8, 32, 33])
        // Of two tokens, the last is the end.
        #expect(allowed(2) == [8, 32, 33])
        #expect(allowed(1) == [])
        state.advance(8)
        // 8 9 is one token in every encoded tune.
        #expect(allowed() == [0])
        state = grammar.start()
        state.advance(33)
        #expect(allowed() == [0, 8, 32, 33])
        state.advance(32)
        // Two runs 8 9 are one token, and of three, the first two are.
        #expect(allowed() == [0, 8])
    }

    /// A tune must not end at a token after which nothing may follow.
    @Test func otherDivisionsAreAllowedWhereNoneIsThatOfAnEncodedTune() throws {
        let tokenizer = try pairs()
        var plan = Plan()
        plan.maxTokens = demand(5)
        let base = try TokenAutomaton(
            classes: [[8], [9]], edges: [[.init(tokens: 0, next: 1)], [.init(tokens: 1, next: 2)], []], finals: [2],
            end: 0, vocabularySize: 32)
        var state = tokenizer.grammar(base).start()
        var mask = [Bool](repeating: false, count: 34)
        state.advance(8)
        state.allowed(&mask, tokensLeft: 4)
        #expect(mask.indices.filter { mask[$0] } == [9])
    }

    @Test func settingsWithoutEffectAreRefused() throws {
        #expect(throws: RecipeErrors.self) {
            try subwords("bpe", base: ["type": "toy"], ["vocabulary": "32"])
        }
        #expect(throws: RecipeErrors.self) { try subwords("bpe", base: ["type": "tsd"]) }
        #expect(throws: RecipeErrors.self) { try subwords("unigram", base: ["type": "toy"], ["min_frequency": "3"]) }
        #expect(throws: RecipeErrors.self) { try subwords("bpe", base: ["type": "bpe"]) }
        #expect(throws: RecipeErrors.self) { try subwords("bpe", base: ["type": "toy"], ["split": "beat"]) }
    }
}
