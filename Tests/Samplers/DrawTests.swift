import MusePlatform
import MuseProtocols
import MuseSamplers
import Testing

@Suite struct DrawTests {
    /// χ² over 10 tokens, 9 degrees of freedom: 27.88 is exceeded once in a thousand seeds.
    @Test func frequenciesFollowProbabilities() {
        let probabilities = [0.3, 0.2, 0.15, 0.1, 0.08, 0.07, 0.05, 0.03, 0.015, 0.005]
        let counts = drawn(probabilities.map { Float(log($0)) }, 50_000)
        #expect(chiSquared(counts, probabilities) < 27.88)
        // The test detects a token with a probability of 0.31 instead of 0.3.
        #expect(chiSquared(counts, [0.31, 0.19] + probabilities[2...]) > 27.88)
    }

    /// Scores need not be normalised or near 0.
    @Test func onlyDifferencesOfScoresMatter() {
        let scores: [Float] = [-1, -2, -4]
        #expect(drawn(scores, 1000) == drawn(scores.map { $0 + 512 }, 1000))
        #expect(drawn(scores, 1000) == drawn(scores.map { $0 - 4096 }, 1000))
    }

    @Test func barredTokensAreNeverDrawn() {
        let counts = drawn([-.infinity, 0, -.infinity, 0, -.infinity], 1000)
        #expect(counts[0] + counts[2] + counts[4] == 0)
        #expect(counts[1] > 400 && counts[3] > 400)
    }

    @Test func takesOneNumberWhateverTheScores() {
        var draw = Draw()
        var random = RandomSource(seed: 1)
        #expect(draw.token(from: [-.infinity, 0], random: &random) == 1)
        #expect(draw.token(from: [-.infinity, -.infinity], random: &random) == nil)
        var other = RandomSource(seed: 1)
        _ = other.next()
        _ = other.next()
        #expect(random.next() == other.next())
    }

    @Test(arguments: [[], [-.infinity], [.nan, 0], [0, .nan], [.infinity, 0]] as [[Float]])
    func nothingIsDrawnFromWhatIsNoScore(scores: [Float]) {
        var draw = Draw()
        var random = RandomSource(seed: 1)
        #expect(draw.token(from: scores, random: &random) == nil)
    }

    /// Compares with the system's function, whose error is below one unit in the last place.
    @Test func theExponentialIsExactToTheLastBits() {
        var random = RandomSource(seed: 5)
        for scale in [1e-9, 1, 30, 700] {
            for _ in 0..<2000 {
                let x = -scale * random.uniform()
                #expect(abs(exponential(x) / exp(x) - 1) < 5e-16, "\(x)")
            }
        }
        #expect(exponential(0) == 1 && exponential(-.infinity) == 0 && exponential(-1e300) == 0)
        #expect(exponential(.nan).isNaN)
    }

    private func drawn(_ scores: [Float], _ times: Int) -> [Int] {
        var draw = Draw()
        var random = RandomSource(seed: 11)
        var counts = scores.map { _ in 0 }
        for _ in 0..<times {
            if let token = draw.token(from: scores, random: &random) { counts[Int(token)] += 1 }
        }
        return counts
    }

    private func chiSquared(_ counts: [Int], _ probabilities: [Double]) -> Double {
        let total = Double(counts.reduce(0, +))
        return zip(counts, probabilities).reduce(0) { sum, pair in
            let expected = total * pair.1
            return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
        }
    }
}
