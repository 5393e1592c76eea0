import MuseProtocols
import Testing

@Suite struct TokenAutomatonTemplateTests {
    /// Bars of two beats, up to the end of the tune. Tokens: 0 end, 1 one beat, 2 two beats, 3 the end of a bar, 4 two
    /// beats after which the tune has to end.
    private let bars = Result {
        try TokenAutomaton(
            classes: [[1], [2], [3], [4]],
            edges: [
                [.init(tokens: 0, next: 1), .init(tokens: 1, next: 2), .init(tokens: 3, next: 3)],
                [.init(tokens: 0, next: 2)], [.init(tokens: 2, next: 0)], [.init(tokens: 2, next: 4)], [],
            ], finals: [0, 4], end: 0, vocabularySize: 5)
    }

    private func filling(
        _ tokens: [TokenID], _ gaps: [Range<Int>], only isFillingsOnly: Bool = false
    ) throws -> TokenAutomaton {
        try bars.get().filling(tokens, gaps: gaps, without: [3], isFillingsOnly: isFillingsOnly)
    }

    @Test func tunesAgreeWithTheTemplateOutsideItsGaps() throws {
        let grammar = try filling([2, 3, 2, 3, 1, 1, 3, 0], [2..<3])
        for tune: [TokenID] in [[2, 3, 2, 3, 1, 1, 3, 0], [2, 3, 1, 1, 3, 1, 1, 3, 0]] {
            #expect(grammar.accepts(tune, vocabularySize: 5))
        }
        for tune: [TokenID] in [[1, 1, 3, 2, 3, 1, 1, 3, 0], [2, 3, 2, 3, 2, 3, 0], [2, 3, 2, 3, 2, 3, 1, 1, 3, 0]] {
            #expect(!grammar.accepts(tune, vocabularySize: 5))
        }
    }

    @Test func noFillingPreventsWhatFollows() throws {
        // Token 4 would end the tune in the middle of the template.
        let middle = try filling([2, 3, 2, 3, 0], [0..<1])
        #expect(!middle.accepts([4, 3, 0], vocabularySize: 5))
        var mask = [Bool](repeating: false, count: 5)
        middle.start().allowed(&mask, tokensLeft: 99)
        #expect(mask.indices.filter { mask[$0] } == [1, 2])
        let last = try filling([2, 3, 2, 3, 0], [2..<3])
        #expect(last.accepts([2, 3, 4, 3, 0], vocabularySize: 5))
    }

    @Test func fillingsAloneEndWithTheLastGap() throws {
        let template: [TokenID] = [2, 3, 2, 3, 1, 1, 3, 2, 3, 2, 3, 0]
        let grammar = try filling(template, [2..<3, 7..<8], only: true)
        #expect(grammar.accepts([1, 1, 3, 2, 3], vocabularySize: 5))
        #expect(!grammar.accepts([1, 1, 3], vocabularySize: 5))
        #expect(!grammar.accepts([1, 1, 3, 2, 3, 2], vocabularySize: 5))
        let fill = FillTemplate(tokens: template, gaps: [2..<3, 7..<8], grammar: grammar, fillings: grammar)
        #expect(fill.tune([1, 1, 3, 2, 3]) == [2, 3, 1, 1, 3, 1, 1, 3, 2, 3, 2, 3, 0])
    }

    @Test func aTemplateThatNoTuneMeetsHasNoShortestTune() throws {
        #expect(try filling([2, 2, 3, 1, 3, 0], [3..<4]).shortestTune == nil)
        #expect(try filling([2, 2, 3, 1, 3, 0], [3..<4], only: true).shortestTune == nil)
        #expect(try filling([2, 3, 1, 3, 0], [2..<3]).shortestTune == 5)
    }
}
