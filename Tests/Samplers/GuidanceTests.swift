import MuseProtocols
import MuseSamplers
import MuseStorage
import Testing

/// Token 0 is a condition. After it, the conditional decoder gives token 1 a probability of 3/4, the unconditional one
/// 1/4.
private struct ConditionalModel: Model {
    var isTrainedUnconditionally = true

    final class Rows: TokenDecoder {
        private var isTold: [Bool]
        private let ones: Double
        init(rows: Int, ones: Double) {
            isTold = Array(repeating: false, count: rows)
            self.ones = ones
        }
        var rowCount: Int { isTold.count }
        func scores(into scores: inout [Float]) {
            scores = isTold.flatMap { isTold -> [Float] in
                isTold
                    ? [-.infinity, Float(logarithm(ones)), Float(logarithm(1 - ones))] : [0, -.infinity, -.infinity]
            }
        }
        func accept(_ tokens: [TokenID]) { for i in tokens.indices where tokens[i] == 0 { isTold[i] = true } }
        func retain(_ keep: [Bool]) { isTold = zip(isTold, keep).filter(\.1).map(\.0) }
    }

    var capabilities: Set<Capability> {
        isTrainedUnconditionally ? .autoregressive.union([.guidance, .fill]) : .autoregressive
    }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        let rows = Rows(rows: request.rows, ones: request.isUnconditional ? 0.25 : 0.75)
        if let template = request.fill { try rows.read(template.prompt(with: FillTokens(gap: 3, fill: 4))) }
        return rows
    }
    func logProbabilities(of tokens: [TokenID]) -> [Double] { [] }
    func saved() -> SavedModel { SavedModel(description: [:], tensors: []) }
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
    /// Returns how often token 1 is sampled, out of 10 000.
    private func ones(guidance: Double, model: ConditionalModel = ConditionalModel()) throws -> Int {
        var sampler = TuneSampler(
            model: model, grammar: Ten(), vocabularySize: 3, chain: [], maxTokens: 20, random: RandomSource(seed: 2))
        sampler.guidance = guidance
        var count = 0
        try sampler.sample(count: 1000) { count += $0.tokens.count { $0 == 1 } }
        return count
    }

    /// `p ∝ unconditional · (conditional / unconditional)^guidance`, so the odds of token 1 are 1/3 · 9^guidance. Four
    /// standard deviations of 10 000 samples are 4 sqrt(10 000 p (1 - p)).
    @Test(arguments: [(0.0, 0.25, 174), (1.0, 0.75, 174), (2.0, 0.9643, 75), (0.5, 0.5, 200)])
    func oddsFollowTheConditionAsFarAsAsked(guidance: Double, share: Double, margin: Int) throws {
        #expect(abs(try ones(guidance: guidance) - Int(10_000 * share)) <= margin)
    }

    @Test func guidanceNeedsAModelTrainedWithConditionDropout() throws {
        let plain = ConditionalModel(isTrainedUnconditionally: false)
        #expect(throws: CapabilityError(missing: [.guidance])) { try ones(guidance: 2, model: plain) }
        #expect(try ones(guidance: 1, model: plain) == ones(guidance: 1))
    }

    @Test func aTemplateIsReadAndNotDrawn() throws {
        struct OneMore: TokenGrammar, GrammarState {
            var isEnded = false
            func start() -> any GrammarState { self }
            func allowed(_ mask: inout [Bool], tokensLeft: Int) { mask = [false, true, true] }
            mutating func advance(_ token: TokenID) { isEnded = true }
        }
        var sampler = TuneSampler(
            model: ConditionalModel(), grammar: OneMore(), vocabularySize: 3, chain: [], maxTokens: 20,
            random: RandomSource(seed: 2))
        sampler.fill = FillTemplate(tokens: [0, 1, 2], gaps: [1..<2], grammar: OneMore(), fillings: OneMore())
        var tunes: [[TokenID]] = []
        try sampler.sample(count: 1000) { tunes.append($0.tokens) }
        #expect(tunes.allSatisfy { $0.count == 1 })
        #expect(abs(tunes.count { $0 == [1] } - 750) <= 55)
    }
}
