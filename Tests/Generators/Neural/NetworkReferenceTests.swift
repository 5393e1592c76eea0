import MuseGenerators
import MuseNeural
import Testing

/// Compares complete networks with those of PyTorch and transformers: the same weights and batches, 20 steps of AdamW.
@Suite struct NetworkReferenceTests {
    static let names = ["gpt2", "llama", "qwen3", "lstm", "gru"]

    private func network(_ name: String) throws -> any Network { try #require(NetworkReference.networks[name]) }

    /// Compares relative to the largest value of a tensor, because its small values are sums of large ones.
    private func expect(_ found: [Float], _ expected: [Float], within tolerance: Float, _ what: String) {
        #expect(found.count == expected.count, "\(what)")
        let scale = max(expected.reduce(0) { max($0, abs($1)) }, 1e-3)
        let most = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
        #expect(most <= tolerance * scale, "\(what)")
    }

    /// Removes the key biases. They add the same to all scores of a query and so have no effect; their gradient is only
    /// rounding error, which AdamW scales up to full steps.
    private func mattering(_ values: [Float], _ parameter: Parameter) -> [Float] {
        parameter.name.hasSuffix("attention.qkv.bias") ? Array(values[..<16] + values[32...]) : values
    }

    @Test(arguments: names) func gradientsOfTheFirstStepAreTheirs(name: String) throws {
        let reference = try NetworkReference()
        let network = try network(name)
        let weights = Weights(network.layout)
        try weights.load(reference.saved(name, "start"))
        let gradients = Weights(network.layout)
        let tape = Tape(weights: weights, gradients: gradients)
        let batch = Batch(NetworkReference.examples(reference.batches[0]), order: network.rowOrder, multiple: 8)
        withExtendedLifetime(weights) {
            let loss = tape.crossEntropy(network.logits(batch, on: tape), batch.targets, count: batch.count)
            tape.backward()
            #expect(loss.isFinite)
        }
        for parameter in network.layout.parameters {
            let found = withExtendedLifetime(gradients) { Array(gradients[parameter]) }
            expect(
                found, try reference.floats("\(name).gradient.\(parameter.name)"), within: 1e-5, parameter.name)
        }
    }

    /// Losses agree within 1e-4 nats, final weights within 0.002 of the largest weight of their tensor, because AdamW
    /// divides by the magnitude of the gradient and so amplifies rounding errors of small gradients.
    @Test(arguments: names) func twentyStepsGiveTheirLossesAndWeights(name: String) throws {
        let reference = try NetworkReference()
        let network = try network(name)
        let weights = Weights(network.layout)
        try weights.load(reference.saved(name, "start"))
        let (gradients, first, second) = (
            Weights(network.layout), Weights(network.layout), Weights(network.layout)
        )
        let tape = Tape(weights: weights, gradients: gradients)
        let optimizer = AdamW(beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1)
        let batches = reference.batches.map {
            Batch(NetworkReference.examples($0), order: network.rowOrder, multiple: 8)
        }
        #expect(batches.map(\.lengths.count) == [3, 4, 1])
        let losses = (0..<20).map { step in
            let batch = batches[step % 3]
            let sum = tape.crossEntropy(network.logits(batch, on: tape), batch.targets, count: batch.count)
            tape.backward()
            for parameter in network.layout.parameters {
                optimizer.update(
                    parameter, 0..<parameter.count,
                    OptimizerStep(
                        weights: weights, first: first, second: second, gradient: gradients.values, number: step + 1,
                        rate: 0.005), on: tape)
            }
            return Float(sum / Double(batch.count))
        }
        for (step, (found, expected)) in zip(losses, try reference.floats(name + ".losses")).enumerated() {
            #expect(abs(found - expected) < 1e-4, "step \(step)")
        }
        for parameter in network.layout.parameters {
            let found = withExtendedLifetime((weights, gradients, first, second)) { Array(weights[parameter]) }
            let expected = try reference.floats("\(name).end.\(parameter.name)")
            expect(mattering(found, parameter), mattering(expected, parameter), within: 2e-3, parameter.name)
        }
    }
}
