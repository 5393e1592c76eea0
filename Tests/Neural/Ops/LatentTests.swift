import Foundation
import MuseNeural
import MuseProtocols
import Testing

@Suite struct RowsTests {
    @Test func byHand() {
        let trial = Trial(inputs: [Matrix(3, 2, [1, 2, 3, 4, 5, 6])], parameters: []) { tape, x, _ in
            tape.rows(x[0], [2, -1, 0, 2])
        }
        #expect(trial.value() == [5, 6, 0, 0, 1, 2, 5, 6])
        #expect(trial.gradients([1, 2, 3, 4, 5, 6, 7, 8]).inputs == [[5, 6, 0, 0, 8, 10]])
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(inputs: [Matrix(4, 3, seed: 1)], parameters: []) { tape, x, _ in
            tape.add(tape.gelu(tape.rows(x[0], [3, 1, 1, 0])), x[0])
        }.expectGradientsOfDifferences()
    }
}

@Suite struct LatentTests {
    /// KL divergence of N(μ, σ²) from N(0, 1): (σ² + μ² - 1) / 2 - ln σ, summed over columns.
    @Test func divergenceByHand() {
        let tape = Tape(weights: nil)
        let gaussian = Gaussian(
            mean: tape.tensor(2, 2, [0, 0, 1, -2]), logDeviation: tape.tensor(2, 2, [0, 0, 0, Float(log(2.0))]))
        let found = gaussian.divergences
        #expect(abs(found[0]) < 1e-7 && abs(found[1] - (0.5 + (4 + 4 - 1) / 2 - log(2.0))) < 1e-6)
        #expect(abs(tape.divergence(gaussian, weight: 1, free: 0) - found[1]) < 1e-6)
    }

    /// Gradients of `Σ max(0, KL - free) · weight`, with one row below `free` and one above.
    @Test func gradientsOfTheDivergenceAreThoseOfDifferences() {
        let (means, logs) = (Matrix(2, 3, [0.1, 0, 0.2, 1, -2, 0.5]), Matrix(2, 3, [0, 0.1, 0, 0.4, -0.7, 0.2]))
        func loss(_ means: Matrix, _ logs: Matrix) -> Double {
            let tape = Tape(weights: nil)
            let gaussian = Gaussian(
                mean: tape.tensor(2, 3, means.values), logDeviation: tape.tensor(2, 3, logs.values))
            return gaussian.divergences.reduce(0) { $0 + 0.7 * max(0, $1 - 0.5) }
        }
        let tape = Tape(weights: nil)
        tape.isRecording = true
        let gaussian = Gaussian(mean: tape.tensor(2, 3, means.values), logDeviation: tape.tensor(2, 3, logs.values))
        _ = tape.divergence(gaussian, weight: 0.7, free: 0.5)
        let found = gaussian.mean.gradientArray + gaussian.logDeviation.gradientArray
        for i in 0..<12 {
            func moved(_ by: Float) -> Double {
                var (means, logs) = (means, logs)
                if i < 6 { means.values[i] += by } else { logs.values[i - 6] += by }
                return loss(means, logs)
            }
            let difference = (moved(-0.02) - 8 * moved(-0.01) + 8 * moved(0.01) - moved(0.02)) / 0.12
            #expect(abs(Double(found[i]) - difference) < 1e-3, "\(i)")
        }
        #expect(found[0..<3].allSatisfy { $0 == 0 })
    }

    @Test func drawsAreOfTheirDistribution() {
        let tape = Tape(weights: nil)
        let count = 20_000
        let gaussian = Gaussian(
            mean: tape.tensor(count, 1, [Float](repeating: 2, count: count)),
            logDeviation: tape.tensor(count, 1, [Float](repeating: Float(log(0.5)), count: count)))
        let z = tape.draw(gaussian, RandomSource(seed: 3)).array.map(Double.init)
        let mean = z.reduce(0, +) / Double(count)
        let variance = z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        // Four standard errors: 0.5 / √n and 0.25 √(2 / n).
        #expect(abs(mean - 2) < 4 * 0.5 / Double(count).squareRoot())
        #expect(abs(variance - 0.25) < 4 * 0.25 * (2 / Double(count)).squareRoot())
        #expect(tape.draw(gaussian, nil).array == gaussian.mean.array)
    }

    @Test func gradientsPassThroughSampling() {
        for random in [RandomSource(seed: 5), nil] {
            Trial(inputs: [Matrix(3, 2, seed: 1), Matrix(3, 2, seed: 2)], parameters: []) { tape, x, _ in
                tape.gelu(tape.draw(Gaussian(mean: x[0], logDeviation: x[1]), random))
            }.expectGradientsOfDifferences()
        }
    }
}
