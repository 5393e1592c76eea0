import Foundation
import MuseGenerators
import MuseProtocols
import Testing

@Suite struct LatentScaleTests {
    /// Means (2, 3) and (0, -1) have the mean (1, 1) and the covariance (1 2; 2 4). With variances of 3 and 1 in both
    /// posteriors, the covariance of the whole is (4 2; 2 5) = L Lᵀ with L = (2 0; 1 2).
    private func posterior(_ x: Float, _ y: Float) -> LatentDistribution {
        LatentDistribution(mean: [x, y], deviation: [Float(3).squareRoot(), 1], divergence: 0)
    }
    private var scale: LatentScale { LatentScale([posterior(2, 3), posterior(0, -1)], parts: [1, 1]) }

    private func isClose(_ a: [Float], _ b: [Float]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 } }

    @Test func pointsAreMappedByTheFactorOfTheCovariance() {
        #expect(isClose(scale.denormalised([0, 0]), [1, 1]))
        #expect(isClose(scale.denormalised([1, 0]), [3, 2]))
        #expect(isClose(scale.denormalised([0, 1]), [1, 3]))
        // Without the second coordinate.
        #expect(isClose(scale.denormalised([1]), [3]) && scale.denormalised([1]).count == 1)
    }

    /// L⁻¹ = (1/2 0; -1/4 1/2). (2, 3) - (1, 1) = (1, 2) becomes (1/2, 3/4); the variances are 3/4 and 3/16 + 1/4.
    /// The divergences are (variance + mean² - 1) / 2 minus the logarithm of deviation / Lᵢᵢ.
    @Test func posteriorsAreMappedBack() {
        let mapped = scale.normalised(posterior(2, 3))
        #expect(isClose(mapped.mean, [0.5, 0.75]))
        #expect(isClose(mapped.deviation, [Float(0.75).squareRoot(), Float(0.4375).squareRoot()]))
        let expected = [
            (0.75 + 0.25 - 1) / 2 - log(Double(3).squareRoot() / 2), (0.4375 + 0.5625 - 1) / 2 - log(0.5),
        ]
        for (found, expected) in zip(mapped.divergences, expected) { #expect(abs(found - expected) < 1e-5) }
        #expect(abs(mapped.divergence - expected.reduce(0, +)) < 1e-5)
    }
}
