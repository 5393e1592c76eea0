import Foundation
import MuseNeural
import Testing

@Suite struct PolicyTests {
    private let ln3: Float = 1.098_612_3

    private func policy(_ logits: Matrix, _ allowed: [UInt8]) -> Policy {
        let tape = Tape(weights: nil)
        return tape.policy(tape.tensor(logits.rows, logits.columns, logits.values), allowed: allowed)
    }

    /// Three tokens and an unused column: ¾, ¼ and masked; masked, ½ and ½.
    @Test func softmaxCoversAllowedTokensOnly() {
        let policy = policy(Matrix(2, 4, [ln3, 0, 9, 99, -7, 5, 5, 99]), [1, 1, 0, 0, 1, 1])
        let found = policy.logProbabilities(of: [0, 2])
        #expect(abs(found[0] - log(0.75)) < 1e-6 && abs(found[1] - log(0.5)) < 1e-6)
        #expect(policy.logSoftmax[2] == -10_000 && policy.logSoftmax[3] == -10_000)
        #expect(abs(policy.logSumExp[0] - log(4)) < 1e-6 && abs(policy.logSumExp[1] - 5 - Float(log(2.0))) < 1e-6)
        #expect(abs(Double(policy.entropy[0]) + 0.75 * log(0.75) + 0.25 * log(0.25)) < 1e-6)
        #expect(policy.logProbabilities(of: [-1, 1])[0] == 0)
    }

    /// ¾ ln(¾ / ½) + ¼ ln(¼ / ½).
    @Test func divergenceByHand() {
        let own = policy(Matrix(1, 3, [ln3, 0, 50]), [1, 1, 0])
        let prior = policy(Matrix(1, 3, [2, 2, -9]), [1, 1, 0])
        #expect(abs(Double(own.divergence(from: prior)[0]) - 0.75 * log(1.5) - 0.25 * log(0.5)) < 1e-6)
        #expect(own.divergence(from: own)[0] == 0)
    }

    @Test(arguments: [false, true]) func gradientsAreThoseOfDifferences(movesScores: Bool) {
        let logits = Matrix(3, 6, seed: 2)
        let priors = Matrix(3, 6, seed: 3)
        let allowed: [UInt8] = [1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0]
        let targets: [Int32] = [4, -1, 3]
        let weights: [Float] = [0.7, 5, -1.3]
        let klWeight: Float = 0.4
        let prior = policy(priors, allowed)
        func loss(_ logits: Matrix) -> Double {
            let own = policy(logits, allowed)
            let divergence = own.divergence(from: prior)
            let said = own.logProbabilities(of: targets)
            return [0, 2].reduce(0) { sum, row in
                let score = said[row] + (movesScores ? Double(own.logSumExp[row]) : 0)
                return sum + Double(weights[row]) * score + Double(klWeight * divergence[row])
            }
        }
        let tape = Tape(weights: nil)
        tape.isRecording = true
        let tensor = tape.tensor(3, 6, logits.values)
        tape.setPolicyGradient(
            tape.policy(tensor, allowed: allowed), from: prior, in: tensor, targets, weights: weights,
            klWeight: klWeight,
            movesScores: movesScores)
        let gradient = tensor.gradientArray
        for i in logits.values.indices {
            func moved(_ by: Float) -> Double {
                var moved = logits
                moved.values[i] += by
                return loss(moved)
            }
            let difference = (moved(-0.04) - 8 * moved(-0.02) + 8 * moved(0.02) - moved(0.04)) / 0.24
            #expect(abs(Double(gradient[i]) - difference) < 2e-4, "\(i): \(gradient[i]), \(difference)")
        }
    }
}
