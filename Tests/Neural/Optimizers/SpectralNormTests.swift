import MuseNeural
import MuseProtocols
import Testing

@Suite struct SpectralNormTests {
    /// A matrix with singular values 4 and 2: a scaling of axes rotated by 45 degrees.
    @Test func theLargestSingularValueBecomesOne() {
        var layout = ParameterLayout()
        let matrix = layout.matrix("w", 2, 2, .zero)
        let norm = SpectralNorm(matrix, limit: 1, in: &layout)
        let weights = Weights(layout, initialisedFrom: RandomSource(seed: 1))
        for (i, value) in [Float(3), 1, 1, 3].enumerated() { weights[matrix][i] = value }
        norm.apply(to: weights, iterations: 50)
        for (found, expected) in zip(weights[matrix], [Float(0.75), 0.25, 0.25, 0.75]) {
            #expect(abs(found - expected) < 1e-5)
        }
    }

    @Test func oneIterationAnUpdateTracksAChangingMatrix() {
        var layout = ParameterLayout()
        let matrix = layout.matrix("w", 3, 2, .normal(deviation: 1))
        let norm = SpectralNorm(matrix, limit: 1, in: &layout)
        let weights = Weights(layout, initialisedFrom: RandomSource(seed: 4))
        for _ in 0..<60 {
            weights[matrix][0] += 0.02
            norm.apply(to: weights)
        }
        // The square of the largest singular value is the largest eigenvalue of the 2 × 2 matrix wᵀw: trace / 2 +
        // √(trace² / 4 - determinant).
        let w = Array(weights[matrix]).map(Double.init)
        func product(_ a: Int, _ b: Int) -> Double { (0..<3).reduce(0) { $0 + w[$1 * 2 + a] * w[$1 * 2 + b] } }
        let (trace, determinant) = (
            product(0, 0) + product(1, 1), product(0, 0) * product(1, 1) - product(0, 1) * product(0, 1)
        )
        let largest = (trace / 2 + (trace * trace / 4 - determinant).squareRoot()).squareRoot()
        #expect(abs(largest - 1) < 0.01)
    }

    @Test(arguments: [0, 0.2] as [Float]) func aMatrixBelowTheLimitStays(value: Float) {
        var layout = ParameterLayout()
        let matrix = layout.matrix("w", 2, 2, .zero)
        let norm = SpectralNorm(matrix, limit: 1, in: &layout)
        let weights = Weights(layout, initialisedFrom: RandomSource(seed: 1))
        for i in 0..<4 { weights[matrix][i] = value }
        norm.apply(to: weights, iterations: 9)
        #expect(weights[matrix].allSatisfy { $0 == value })
    }
}
