import MuseProtocols
import Testing

@Suite struct TokenAutomatonTests {
    /// One or two bars of two beats. Token 1 lasts one beat, token 2 two beats, 0 ends, and 3 leads to a dead end.
    private func bars() throws -> TokenAutomaton {
        try TokenAutomaton(
            classes: [[1], [2], [3], [1, 2]],
            edges: [
                [.init(tokens: 0, next: 1), .init(tokens: 1, next: 2), .init(tokens: 2, next: 5)],
                [.init(tokens: 0, next: 2)], [.init(tokens: 0, next: 3), .init(tokens: 1, next: 4)],
                [.init(tokens: 0, next: 4)], [], [.init(tokens: 3, next: 5)],
            ], finals: [2, 4], end: 0, vocabularySize: 4)
    }

    private func allowed(_ tokens: [TokenID], left: Int) throws -> [Int] {
        var state = try bars().start()
        for token in tokens { state.advance(token) }
        var mask = [Bool](repeating: true, count: 4)
        state.allowed(&mask, tokensLeft: left)
        return mask.indices.filter { mask[$0] }
    }

    @Test func onlyWholeTunesAreAccepted() throws {
        let grammar = try bars()
        #expect(grammar.shortestTune == 2)
        for tune: [TokenID] in [[2, 0], [1, 1, 0], [2, 2, 0], [1, 1, 1, 1, 0], [2, 1, 1, 0]] {
            #expect(grammar.accepts(tune, vocabularySize: 4))
        }
        for tune: [TokenID] in [[0], [1, 0], [1, 2, 0], [2, 2, 2, 0], [2, 0, 0], [3, 1, 0], [2]] {
            #expect(!grammar.accepts(tune, vocabularySize: 4))
        }
    }

    @Test func nothingIsAllowedThatCouldNotBeEndedInTime() throws {
        #expect(try allowed([], left: 9) == [1, 2])
        #expect(try allowed([], left: 3) == [1, 2])
        #expect(try allowed([], left: 2) == [2])
        #expect(try allowed([1], left: 2) == [1])
        #expect(try allowed([2], left: 2) == [0, 2])
        #expect(try allowed([2], left: 1) == [0])
        #expect(try allowed([2, 2], left: 9) == [0])
        #expect(try allowed([2, 0], left: 9) == [])
    }

    @Test(
        arguments: [
            ([[0]], [[]], [0], "class 0 contains token 0, which is the end token or outside the vocabulary"),
            ([[9]], [[]], [0], "class 0 contains token 9, which is the end token or outside the vocabulary"),
            ([], [], [], "the automaton has no states"),
            ([[1]], [[[0, 4]]], [0], "state 0 has an edge with class 0 to state 4; classes: 1, states: 1"),
            ([[1]], [[[2, 0]]], [0], "state 0 has an edge with class 2 to state 0; classes: 1, states: 1"),
            ([[1], [2, 1]], [[[0, 0], [1, 0]]], [0], "token 1 is on two edges of state 0"),
            ([[1]], [[]], [3], "final state 3 does not exist: expected 0 to 0"),
        ] as [([[TokenID]], [[[Int]]], [Int], String)])
    func whatIsNoAutomatonIsRefused(classes: [[TokenID]], states: [[[Int]]], finals: [Int], message: String) {
        let error = #expect(throws: TokenAutomatonError.self) {
            try TokenAutomaton(
                classes: classes, edges: states.map { $0.map { .init(tokens: $0[0], next: $0[1]) } }, finals: finals,
                end: 0, vocabularySize: 4)
        }
        #expect(error?.description == message)
    }

    @Test func whereNoTuneEndsThereIsNoShortest() throws {
        let grammar = try TokenAutomaton(
            classes: [[1]], edges: [[.init(tokens: 0, next: 0)]], finals: [], end: 0, vocabularySize: 2)
        #expect(grammar.shortestTune == nil)
    }
}
