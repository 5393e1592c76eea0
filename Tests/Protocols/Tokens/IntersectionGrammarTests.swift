import MuseProtocols
import Testing

/// Tunes that satisfy a tokenizer's grammar and an automaton of a constraint.
@Suite struct IntersectionGrammarTests {
    private let vocabulary = Vocabulary(["<end>", "a", "b", "c", "|"])

    /// Bars of two letters, any number of them.
    private func bars() throws -> TokenAutomaton {
        try TokenAutomaton(
            classes: [[1, 2, 3], [4]],
            edges: [[.init(tokens: 0, next: 1)], [.init(tokens: 0, next: 2)], [.init(tokens: 1, next: 0)]], finals: [0],
            end: 0, vocabularySize: 5)
    }

    private func mask(_ state: any GrammarState, tokensLeft: Int = 1000) -> [Bool] {
        var mask = [Bool](repeating: false, count: 5)
        state.allowed(&mask, tokensLeft: tokensLeft)
        return mask
    }

    /// `a` after every bar line, and no `c` in the first bar.
    private var rule: NamedAutomaton {
        NamedAutomaton(
            classes: [["c"], ["|"], ["a"]],
            states: [
                .init(edges: [.init(tokens: 1, next: 1), .init(tokens: 0, next: 3)], otherwise: 0, isFinal: true),
                .init(edges: [.init(tokens: 2, next: 2)], otherwise: nil, isFinal: true),
                .init(edges: [.init(tokens: 1, next: 1)], otherwise: 2, isFinal: true),
                .init(edges: [], otherwise: nil, isFinal: false),
            ])
    }

    @Test func bothHaveToAllowAToken() throws {
        let grammar = try IntersectionGrammar(bars(), rule, vocabulary, end: 0)
        var state = grammar.start()
        // No `c` in the first bar: its state has no way out.
        #expect(mask(state) == [true, true, true, false, false])
        for token: TokenID in [2, 1] { state.advance(token) }
        #expect(mask(state) == [false, false, false, false, true])
        state.advance(4)
        #expect(mask(state) == [true, true, false, false, false])
        state.advance(1)
        #expect(mask(state) == [false, true, true, true, false])
    }

    /// Each alone sees an ending, both together a dead end some tokens later.
    @Test func commonDeadEndsAreAvoided() throws {
        // After `b` only three more letters without a bar line, which the bars do not allow.
        let trap = NamedAutomaton(
            classes: [["b"], ["a", "c"]],
            states: [
                .init(edges: [.init(tokens: 0, next: 1)], otherwise: 0, isFinal: true),
                .init(edges: [.init(tokens: 1, next: 2)], otherwise: nil, isFinal: false),
                .init(edges: [.init(tokens: 1, next: 3)], otherwise: nil, isFinal: false),
                .init(edges: [.init(tokens: 1, next: 0)], otherwise: nil, isFinal: false),
            ])
        let grammar = try IntersectionGrammar(bars(), trap, vocabulary, end: 0)
        #expect(mask(grammar.start()) == [true, true, false, true, false])
        #expect(grammar.accepts([1, 3, 4, 0], vocabularySize: 5))
        #expect(!grammar.accepts([2, 3, 4, 0], vocabularySize: 5))
    }

    @Test func impossibleAndInvalidAutomataAreRefused() throws {
        let nothing = NamedAutomaton(classes: [], states: [.init(edges: [], otherwise: nil, isFinal: false)])
        #expect(throws: PlanError("no tune satisfies both this constraint and the tokenizer's grammar")) {
            try IntersectionGrammar(bars(), nothing, vocabulary, end: 0)
        }
        let unknown = NamedAutomaton(classes: [["<edn>"]], states: [.init(edges: [], otherwise: 0, isFinal: true)])
        #expect(throws: PlanError("the tokenizer has no token '<edn>'; did you mean '<end>'?")) {
            try IntersectionGrammar(bars(), unknown, vocabulary, end: 0)
        }
    }
}
