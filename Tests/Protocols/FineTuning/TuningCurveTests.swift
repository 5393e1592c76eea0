import MuseProtocols
import MuseStorage
import Testing

@Suite struct TuningCurveTests {
    @Test func diversityIsTheShareOfDifferentRunsOfEightTokens() {
        // Ten tokens have three runs of eight.
        let tune = (0..<10).map { TokenID($0) }
        #expect(FineTuning.diversity(of: [tune]) == 1)
        #expect(FineTuning.diversity(of: [tune, tune]) == 0.5)
        // Of the four runs of a tune of one token, one is different; a tune of seven tokens has none.
        #expect(FineTuning.diversity(of: [[TokenID](repeating: 3, count: 11), [1, 2, 3, 4, 5, 6, 7]]) == 0.25)
        #expect(FineTuning.diversity(of: [[1, 2]]) == 1)
        #expect(FineTuning.diversity(of: []) == 1)
    }

    @Test(arguments: [nil, 0.125]) func aCurveIsReadAsItWasWritten(distance: Double?) {
        let curve = TuningCurve(points: [
            .init(
                step: 3, reward: 0.5, satisfactions: [0.25, 1], kl: 0.01, entropy: 2, distinct: 0.75, diversity: 0.875,
                distance: distance)
        ])
        #expect(TuningCurve(curve.json) == curve)
        #expect(TuningCurve(.array([.array([.int(1)])])) == nil)
        #expect(TuningCurve(.int(3)) == nil)
    }
}
