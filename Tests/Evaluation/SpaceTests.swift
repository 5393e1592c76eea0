import MuseEvaluation
import MuseProtocols
import MuseStorage
import Testing

@Suite struct SpaceTests {
    /// A model of five tokens, whose tunes consist of tokens 1 to 3 and the end, 4. The most probable token after `a`
    /// is `a + 1`; the first one is 2 for a positive point and otherwise 1.
    private struct Stairs: Model {
        let latentSize: Int? = 1

        func decoder(for request: DecodingRequest) -> any TokenDecoder {
            StairsDecoder((request.latents ?? []).map { $0[0] > 0 ? 2 : 1 })
        }
        func logProbabilities(of tokens: [TokenID]) -> [Double] { [] }
        func saved() -> SavedModel { SavedModel(description: [:], tensors: []) }
    }

    private final class StairsDecoder: TokenDecoder {
        private var next: [Int]

        init(_ first: [Int]) { next = first }

        var rowCount: Int { next.count }

        func scores(into scores: inout [Float]) {
            // Token 0 has the highest score, but the grammar forbids it.
            scores = next.flatMap { next in (0..<5).map { $0 == 0 ? 0 : $0 == next ? -1 : -2 } }
        }

        func accept(_ tokens: [TokenID]) { next = tokens.map { min(4, Int($0) + 1) } }
        func retain(_ keep: [Bool]) { next = zip(next, keep).filter(\.1).map(\.0) }
    }

    /// Allows tokens 1 to 3 at the first two positions, then any but 0, and only the end after four tokens.
    private struct Twice: TokenGrammar {
        struct State: GrammarState {
            var count = 0
            var isEnded = false

            func allowed(_ mask: inout [Bool], tokensLeft: Int) {
                mask = (0..<5).map { isEnded ? false : $0 == 4 ? count >= 2 : $0 > 0 && count < 4 }
            }

            mutating func advance(_ token: TokenID) {
                count += 1
                isEnded = token == 4
            }
        }

        func start() -> any GrammarState { State() }
    }

    private func written(_ tunes: [[TokenID]], _ points: [[Float]]) throws -> [Reconstruction] {
        try Stairs().reconstructions(of: tunes, from: points, in: Twice(), vocabularySize: 5)
    }

    @Test func reconstructionIsCountedByPosition() throws {
        // Teacher forcing: 1 is right, 2 after 1 is right, 3 instead of 4 is wrong. Greedy: 1 2 3.
        #expect(try written([[1, 2, 4]], [[0]]) == [Reconstruction(positions: 3, teacherForced: 2, sampled: 2)])
        // Teacher forcing: 1 instead of 2, 3 instead of 2, then 3 after 2 and the end are right. Greedy: 1 2 3 4.
        #expect(try written([[2, 2, 3, 4]], [[0]]) == [Reconstruction(positions: 4, teacherForced: 2, sampled: 3)])
        // From the other point it starts with 2 and continues 3 4: the third position is an early end, the fourth is
        // empty.
        #expect(try written([[2, 2, 3, 4]], [[1]]) == [Reconstruction(positions: 4, teacherForced: 3, sampled: 1)])
    }

    @Test func positionsWithoutAChoiceDoNotCount() throws {
        // After four tokens only the end is allowed.
        #expect(try written([[1, 1, 1, 1, 4]], [[0]]) == [Reconstruction(positions: 4, teacherForced: 1, sampled: 1)])
    }

    @Test func aTuneCountsUpToTheFirstRejectedToken() throws {
        #expect(try written([[1, 0, 2, 4]], [[0]]) == [Reconstruction(positions: 1, teacherForced: 1, sampled: 1)])
        #expect(try written([[], [4]], [[0], [0]]) == [Reconstruction(), Reconstruction()])
    }

    @Test func sampledTokensAreRightAsOftenAsTheyAreProbable() throws {
        // Scores of 0, -1 and three times -2: probabilities 0.5637, 0.2074 and 0.0763 each.
        let (best, next, other) = (0.563_735, 0.207_386, 0.076_293)
        func reconstruction(_ tune: [TokenID], times: Int) throws -> SampledReconstruction {
            try Stairs().sampledReconstruction(
                of: [[TokenID]](repeating: tune, count: times), from: [[Float]](repeating: [0], count: times),
                vocabularySize: 5, random: RandomSource(seed: 3))
        }
        // 1 and, after it, 2 are next; 0 is best; after 0, 3 is another.
        let forced = try reconstruction([1, 2, 0, 3], times: 1)
        #expect(forced.tokens == 4 && abs(forced.teacherForced - (2 * next + best + other)) < 1e-4)
        // The first token does not depend on sampled ones: 2000 samples have a standard deviation of 18.
        let sampled = try reconstruction([1], times: 2000)
        #expect(abs(Double(sampled.sampled) - 2000 * next) < 5 * 18)
        #expect(try reconstruction([], times: 3) == SampledReconstruction())
    }

    @Test func manyTunesKeepTheirPlaces() throws {
        var random = RandomSource(seed: 4)
        let tunes = (0..<100).map { _ in (0..<2 + random.below(3)).map { _ in TokenID(1 + random.below(3)) } + [4] }
        let points = (0..<100).map { _ in [Float(random.normal())] }
        let all = try written(tunes, points)
        for i in tunes.indices { #expect(try written([tunes[i]], [points[i]]) == [all[i]]) }
    }

    @Test func statisticsAreMeansOverTheTunes() {
        // The means 1 and 1.4 have a variance of 0.04, -1 and -1.1 of 0.0025, 0 and 0.19 of 0.009.
        let posteriors = [
            LatentDistribution(mean: [1, -1, 0], deviation: [1, 1, 1], divergences: [1, 2]),
            LatentDistribution(mean: [1.4, -1.1, 0.19], deviation: [1, 1, 1], divergences: [1, 4]),
        ]
        let figures = LatentSpaceStatistics(
            posteriors,
            [
                Reconstruction(positions: 6, teacherForced: 5, sampled: 3),
                Reconstruction(positions: 2, teacherForced: 1, sampled: 1),
            ], partNames: ["tune", "bar 1"])
        // 1 and 3 nats in bits.
        #expect(figures.parts.map(\.name) == ["tune", "bar 1"])
        #expect(abs(figures.parts[0].bits - 1.442_695_04) < 1e-6 && abs(figures.parts[1].bits - 4.328_085_12) < 1e-6)
        #expect(figures.tunes == 2 && figures.divergence == 4)
        #expect(figures.teacherForced == 0.75 && figures.sampled == 0.5)
        #expect(figures.activeUnits == 1 && figures.units == 3)
        #expect(LatentSpaceStatistics(posteriors, [Reconstruction(), Reconstruction()]).sampled == nil)
    }
}
