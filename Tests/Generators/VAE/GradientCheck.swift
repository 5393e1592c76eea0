import MuseNeural
import MuseProtocols
import Testing

/// Checks the gradients of a network's loss against central differences of fourth order, halfway through the annealing
/// of a network whose annealing takes two steps.
func expectGradientsOfDifferences(
    _ network: some Network, at weights: Weights, on sequences: [[TokenID]], _ comment: Comment
) {
    let batch = Batch(sequences.map { Example($0[...], start: 5) }, order: network.rowOrder, multiple: 4)
    let count = sequences.reduce(0) { $0 + $1.count }
    func loss(_ weights: Weights, _ gradients: Weights?) -> Double {
        let tape = Tape(weights: weights, gradients: gradients ?? Weights(network.layout))
        tape.dropoutSource = RandomSource(seed: 8)
        let loss = network.loss(batch, on: tape, count: count, step: 1)
        tape.backward()
        return loss / Double(count)
    }
    let gradients = Weights(network.layout)
    _ = loss(weights, gradients)
    for i in stride(from: 0, to: network.layout.size, by: 7) {
        func moved(_ by: Float) -> Double {
            let other = weights.copy()
            other.values[i] += by
            return loss(other, nil)
        }
        let difference = (moved(-0.02) - 8 * moved(-0.01) + 8 * moved(0.01) - moved(0.02)) / 0.12
        #expect(abs(Double(gradients.values[i]) - difference) < 2e-3, comment)
    }
}
