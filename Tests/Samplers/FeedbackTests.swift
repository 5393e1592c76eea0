import MusePlatform
import MuseProtocols
import MuseSamplers
import Testing

/// Samplers that depend on the tokens before or on chance.
@Suite struct FeedbackTests {
    /// Token 2 occurs twice among the last four, token 1 once: the weights are 0.5, 0.3 / 2 and 0.2 / 4.
    @Test func frequencyPenaltyCountsOccurrences() throws {
        let penalty = try sampler(["type": "frequency_penalty", "penalty": "0.6931471805599453", "window": "4"])
        expectClose(
            try adjusted([penalty], [0.5, 0.3, 0.2], after: [0, 1, 2, 2, 9]), [0.5 / 0.7, 0.15 / 0.7, 0.05 / 0.7])
    }

    @Test func presencePenaltyDoesNotCountOccurrences() throws {
        let penalty = try sampler(["type": "presence_penalty", "penalty": "0.6931471805599453", "window": "4"])
        expectClose(
            try adjusted([penalty], [0.5, 0.3, 0.2], after: [0, 1, 2, 2, 9]), [0.5 / 0.75, 0.15 / 0.75, 0.1 / 0.75])
    }

    /// After 0 1 2 0 1, token 2 would extend a repeat of two, token 0 none: the score falls by 0.7 · 2⁰, and after
    /// 1 2 0 1 2 0 1 by 0.7 · 2² for a repeat of four.
    @Test func dryPenalisesLongerRepeatsMore() throws {
        let dry = try sampler(["type": "dry", "over": "tokens", "multiplier": "0.7", "base": "2"])
        let third = 1.0 / 3
        func expected(_ penalty: Double) -> [Double] {
            let total = 2 * third + third * exp(-penalty)
            return [third / total, third / total, third * exp(-penalty) / total]
        }
        expectClose(try adjusted([dry], [third, third, third], after: [0, 1, 2, 0, 1]), expected(0.7))
        expectClose(try adjusted([dry], [third, third, third], after: [1, 2, 0, 1, 2, 0, 1]), expected(2.8))
        expectClose(try adjusted([dry], [third, third, third], after: [0, 1, 2, 1]), expected(0))
    }

    /// The surprises are 1, 1.943 and 2.059 bits. The first limit is 2, which leaves 0.5 and 0.26: then token 1 has a
    /// surprise of 1.547 bits, and the next limit is 2 - 0.5 · (1.547 - 1) = 1.726. Token 0 is now certain, and the
    /// limit rises to 1.726 - 0.5 · (0 - 1) = 2.226.
    @Test func mirostatAdjustsItsLimit() throws {
        var mirostat = try sampler(["type": "mirostat", "surprise": "1", "rate": "0.5"])
        var kept: [Int] = []
        for tokens in [[], [1], [1, 0]] as [[TokenID]] {
            var scores = [0.5, 0.26, 0.24].map { Float(log($0)) }
            try mirostat.adjust(&scores, at: Step(tokens: tokens))
            kept.append(scores.count { $0 > -.infinity })
        }
        #expect(kept == [2, 1, 3])
    }

    /// Expected 500 of 1000, standard deviation 15.8. Another place in the chain affects other steps.
    @Test func xtcAffectsStepsByChance() throws {
        func affected(place: String) throws -> [Bool] {
            var xtc = try Registry<any Sampler>.builtIn.make(node(["type": "xtc"]), path: place)
            return try (0..<1000).map { _ in
                var scores = [0.5, 0.3, 0.2].map { Float(log($0)) }
                try xtc.adjust(&scores, at: Step(tokens: []))
                return scores[0] == -.infinity
            }
        }
        let first = try affected(place: "sampler[0]")
        #expect(abs(first.count { $0 } - 500) < 64)
        #expect(try affected(place: "sampler[0]") == first)
        #expect(try affected(place: "sampler[1]") != first)
    }
}
