import MuseNeural
import Testing

@Suite struct CrossEntropyTests {
    /// The loss is not a tensor, so value and gradient come from one call.
    private func loss(_ logits: Matrix, _ targets: [Int32], count: Int) -> (loss: Double, gradient: [Float]) {
        let tape = Tape(weights: nil)
        tape.isRecording = true
        let tensor = tape.tensor(logits.rows, logits.columns, logits.values)
        let loss = tape.crossEntropy(tensor, targets, count: count)
        return (loss, tensor.gradientArray)
    }

    private func lossAlone(_ logits: Matrix, _ targets: [Int32]) -> Double {
        let tape = Tape(weights: nil)
        return tape.crossEntropy(tape.tensor(logits.rows, logits.columns, logits.values), targets, count: 1)
    }

    private let ln2 = 0.693_147_18
    private let ln3: Float = 1.098_612_3

    @Test func byHand() {
        // Probabilities ¾, ¼ and ½, ½; the third row is padding.
        let logits = Matrix(3, 2, [ln3, 0, 5, 5, 100, -100])
        let (loss, gradient) = loss(logits, [1, 0, -1], count: 4)
        #expect(abs(loss - 3 * ln2) < 1e-6)
        expect(gradient, [0.75 / 4, -0.75 / 4, -0.125, 0.125, 0, 0])
        #expect(abs(lossAlone(logits, [1, 0, -1]) - 3 * ln2) < 1e-6)
    }

    @Test func logProbabilitiesByHand() {
        let tape = Tape(weights: nil)
        let found = tape.logProbabilities(tape.tensor(2, 2, [ln3, 0, 5, 5]), [1, 0])
        #expect(abs(found[0] + 2 * ln2) < 1e-6 && abs(found[1] + ln2) < 1e-6)
    }

    @Test func extremeLogitsStayFinite() {
        let (loss, gradient) = loss(Matrix(1, 3, [1000, -1000, 999]), [1], count: 1)
        #expect(abs(loss - 2000.3133) < 1e-3)
        expect(gradient, [0.731_058_6, -1, 0.268_941_4])
    }

    @Test func gradientsAreThoseOfDifferences() {
        let logits = Matrix(4, 5, seed: 1)
        let targets: [Int32] = [4, -1, 0, 2]
        let gradient = loss(logits, targets, count: 3).gradient
        for i in logits.values.indices {
            func moved(_ by: Float) -> Double {
                var moved = logits
                moved.values[i] += by
                return lossAlone(moved, targets) / 3
            }
            let difference = (moved(-0.04) - 8 * moved(-0.02) + 8 * moved(0.02) - moved(0.04)) / 0.24
            #expect(abs(Double(gradient[i]) - difference) < 1e-4)
        }
    }

    @Test func numbersArePyTorchs() throws {
        let reference = try Reference()
        let logits = try reference.matrix("cross_entropy.logits")
        let targets = try reference.integers("cross_entropy.targets")
        let found = loss(logits, targets, count: 4)
        expect([Float(found.loss)], try reference.floats("cross_entropy.loss"))
        expect(found.gradient, try reference.floats("cross_entropy.dlogits"))
        expect([Float(lossAlone(logits, targets))], try reference.floats("cross_entropy.loss"))
    }

    @Test func theGradientContinuesThroughTheTape() {
        // Two classes of one weight each: scores w · 1, target 0: dw = (p₀ - 1, p₁).
        var layout = ParameterLayout()
        let w = layout.matrix("w", 2, 1, .zero)
        let weights = Weights(layout)
        weights[w][0] = ln3
        let gradients = Weights(layout)
        let tape = Tape(weights: weights, gradients: gradients)
        withExtendedLifetime(weights) {
            let logits = tape.affine(tape.tensor(1, 1, [1]), w)
            _ = tape.crossEntropy(logits, [0], count: 1)
            tape.backward()
        }
        expect(gradients.array(w), [-0.25, 0.25])
    }
}
