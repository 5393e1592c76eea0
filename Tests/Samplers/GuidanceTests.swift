import MuseProtocols
import MuseSamplers
import Testing

/// Two tokens and an end. Token 0 is a condition; after it, and as long as it was told, token 1 has probability 3/4; where
/// the condition was left open (token 3), 1/4.
private struct ConditionalModel: Model {
    var knowsOpen = true

    final class Rows: Decoder {
        private var conditions: [TokenID?]
        init(rows: Int) { conditions = Array(repeating: nil, count: rows) }
        var rowCount: Int { conditions.count }
        func scores(into scores: inout [Float]) {
            scores = conditions.flatMap { condition -> [Float] in
                switch condition {
                case nil: [0, -.infinity, -.infinity]
                case 0: [-.infinity, Float(logarithm(0.75)), Float(logarithm(0.25))]
                default: [-.infinity, Float(logarithm(0.25)), Float(logarithm(0.75))]
                }
            }
        }
        func accept(_ tokens: [TokenID]) {
            for i in tokens.indices where conditions[i] == nil { conditions[i] = tokens[i] }
        }
        func retain(_ keep: [Bool]) { conditions = zip(conditions, keep).filter(\.1).map(\.0) }
    }

    func decoder(rows: Int) -> any Decoder { Rows(rows: rows) }
    func logProbabilities(of tokens: [TokenID]) -> [Double] { [] }
    func saved() -> SavedModel { SavedModel(description: [:], tensors: []) }
    var signs: ModelSigns { ModelSigns(open: knowsOpen ? 3 : nil) }
}

/// A condition, then ten tokens of 1 or 2; the last ends the tune.
private struct Ten: TokenGrammar, GrammarState {
    var count = 0
    var isEnded: Bool { count == 11 }
    func start() -> any GrammarState { self }
    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        mask = count == 0 ? [true, false, false] : [false, true, true]
    }
    mutating func advance(_ token: TokenID) { count += 1 }
}

@Suite struct GuidanceTests {
    /// How often token 1 is drawn, out of 10 000.
    private func ones(guidance: Double, model: ConditionalModel = ConditionalModel()) throws -> Int {
        var sampler = TuneSampler(
            model: model, grammar: Ten(), vocabularySize: 3, chain: [], maxTokens: 20, random: RandomSource(seed: 2))
        sampler.guidance = guidance
        sampler.isCondition = { $0 == 0 }
        var count = 0
        try sampler.sample(count: 1000) { count += $0.tokens.count { $0 == 1 } }
        return count
    }

    /// `p ∝ open · (conditional / open)^guidance`: the odds of 1 are 1/3 · 9^guidance. Four standard deviations of 10 000
    /// draws are 4 sqrt(10 000 p (1 - p)).
    @Test(arguments: [(0.0, 0.25, 174), (1.0, 0.75, 174), (2.0, 0.9643, 75), (0.5, 0.5, 200)])
    func oddsFollowTheConditionAsFarAsAsked(guidance: Double, share: Double, margin: Int) throws {
        #expect(abs(try ones(guidance: guidance) - Int(10_000 * share)) <= margin)
    }

    @Test func aModelThatKnowsNoOpenConditionsDrawsAsItIs() throws {
        let plain = ConditionalModel(knowsOpen: false)
        #expect(try ones(guidance: 2, model: plain) == ones(guidance: 1))
    }

    @Test func aPreambleIsReadAndNotDrawn() throws {
        struct OneMore: TokenGrammar, GrammarState {
            var isEnded = false
            func start() -> any GrammarState { self }
            func allowed(_ mask: inout [Bool], tokensLeft: Int) { mask = [false, true, true] }
            mutating func advance(_ token: TokenID) { isEnded = true }
        }
        var sampler = TuneSampler(
            model: ConditionalModel(), grammar: OneMore(), vocabularySize: 3, chain: [], maxTokens: 20,
            random: RandomSource(seed: 2))
        sampler.preamble = [0]
        var tunes: [[TokenID]] = []
        try sampler.sample(count: 1000) { tunes.append($0.tokens) }
        #expect(tunes.allSatisfy { $0.count == 1 })
        #expect(abs(tunes.count { $0 == [1] } - 750) <= 55)
    }
}
