import MuseProtocols
import Testing

@Suite struct PhraseGrammarTests {
    /// Bars of one or two notes, each ended by `|` or, as the last of the tune, by `]`, after a condition.
    private func bars(_ count: Int) throws -> TokenAutomaton {
        // Tokens: 0 end, 1 condition, 2 and 3 notes, 4 `|`, 5 `]`.
        var edges: [[TokenAutomaton.Edge]] = [[.init(tokens: 0, next: 1)]]
        for bar in 0..<count {
            let first = 1 + 3 * bar
            let ending = TokenAutomaton.Edge(tokens: bar == count - 1 ? 3 : 2, next: first + 3)
            edges += [[.init(tokens: 1, next: first + 1)], [.init(tokens: 1, next: first + 2), ending], [ending]]
        }
        return try TokenAutomaton(
            classes: [[1], [2, 3], [4], [5]], edges: edges + [[]], finals: [1 + 3 * count], end: 0, vocabularySize: 6)
    }

    private func grammar(_ phrases: String, bars count: Int, variation: Double = 0) throws -> PhraseGrammar {
        PhraseGrammar(
            try bars(count), [.init(bars: count, repeats: .none, phrases: Array(phrases), variation: variation)],
            barEnds: [4, 5], conditions: [1], notes: [2, 3])
    }

    /// Whether a grammar accepts a tune without a limit of tokens.
    private func accepts(_ grammar: PhraseGrammar, _ tune: [TokenID]) -> Bool {
        var state = grammar.start()
        var mask = [Bool](repeating: false, count: 6)
        for token in tune {
            state.allowed(&mask, tokensLeft: 1000)
            guard mask[Int(token)] else { return false }
            state.advance(token)
        }
        return state.isEnded
    }

    @Test func barsOfARecurringPhraseAreTheSame() throws {
        let grammar = try grammar("aba", bars: 3)
        for tune: [TokenID] in [[1, 2, 4, 3, 3, 4, 2, 5, 0], [1, 2, 3, 4, 2, 4, 2, 3, 5, 0]] {
            #expect(accepts(grammar, tune))
        }
        for tune: [TokenID] in [
            [1, 2, 4, 3, 3, 4, 3, 5, 0], [1, 2, 3, 4, 2, 4, 2, 5, 0], [1, 2, 4, 3, 4, 2, 2, 5, 0],
        ] {
            #expect(!accepts(grammar, tune))
        }
    }

    /// Half of the two notes of a bar may change, in place; a bar of one note has none to spare.
    @Test func barsOfARecurringPhraseDifferByAShareOfTheirNotes() throws {
        let grammar = try grammar("aa", bars: 2, variation: 0.5)
        for tune: [TokenID] in [[1, 2, 3, 4, 2, 3, 5, 0], [1, 2, 3, 4, 3, 3, 5, 0], [1, 2, 3, 4, 2, 2, 5, 0]] {
            #expect(accepts(grammar, tune))
        }
        for tune: [TokenID] in [[1, 2, 3, 4, 3, 2, 5, 0], [1, 2, 3, 4, 2, 5, 0], [1, 2, 4, 3, 5, 0]] {
            #expect(!accepts(grammar, tune))
        }
    }

    @Test func phrasesOfSeveralBarsRecurBarByBar() throws {
        let grammar = try grammar("aa", bars: 4)
        #expect(accepts(grammar, [1, 2, 4, 3, 4, 2, 4, 3, 5, 0]))
        #expect(!accepts(grammar, [1, 2, 4, 3, 4, 3, 4, 2, 5, 0]))
    }

    @Test func laterBarsLeaveRoomForTheirCopies() throws {
        // Two long bars and their copies do not fit into the budget, so the second bar is short.
        let grammar = try grammar("aa", bars: 4)
        var state = grammar.start()
        for token: TokenID in [1, 2, 3, 4, 2] { state.advance(token) }
        var mask = [Bool](repeating: false, count: 6)
        state.allowed(&mask, tokensLeft: 11)
        #expect(mask.indices.filter { mask[$0] } == [4])
    }
}
