package import MuseNeural
import MuseProtocols

/// A variational autoencoder of token sequences.
///
///     forward, backward = a cell along the tune, and one against it
///     μ, ln σ = affine maps of where the two end      z = μ + σ ε
///     scores = a recurrent stack that is told `W z` beside each token
///
/// Loss a tune: `-ln p(tune | z) + β max(0, KL(μ, σ ‖ 0, 1) - free)`, β rising from 0 to its value over the first steps. In
/// training a share of the tokens that the decoder reads are left open, or it would do without `z`.
///
/// Source: Roberts et al., "A Hierarchical Latent Vector Model for Learning Long-Term Structure in Music", ICML 2018,
/// arXiv:1803.05428, section 3 (the flat decoder); left-out words: Bowman et al., arXiv:1511.06349, section 3.1.
package struct VAENetwork: TrainableNetwork {
    package struct Shape: Sendable, Equatable {
        package var decoder: RecurrentNetwork.Shape
        package var encoderChannels: Int
        package var latent: Int

        package init(decoder: RecurrentNetwork.Shape, encoderChannels: Int, latent: Int) {
            self.decoder = decoder
            self.encoderChannels = encoderChannels
            self.latent = latent
        }
    }

    package struct Objective: Sendable, Equatable {
        package var beta: Double
        /// Steps over which beta rises.
        package var annealing: Int
        /// Nats a tune.
        package var free: Double
        /// Share of the tokens that the decoder reads in training and that are left open.
        package var wordDropout: Double

        package init(beta: Double, annealing: Int, free: Double, wordDropout: Double) {
            self.beta = beta
            self.annealing = annealing
            self.free = free
            self.wordDropout = wordDropout
        }
    }

    package let shape: Shape
    package let objective: Objective
    package let layout: ParameterLayout
    let decoder: RecurrentStack
    /// Along the tune and against it: each a stack of one layer, of which the scores are not used.
    let directions: [RecurrentCell]
    /// Of each direction's end.
    let means: [Linear]
    let logDeviations: [Linear]
    /// From `z` to what the decoder is told.
    let telling: Linear

    package var rowOrder: Batch.RowOrder { .byTime }
    package var longestSequence: Int? { nil }
    package var showsClock: Bool { false }

    package init(_ shape: Shape, _ objective: Objective) {
        var layout = ParameterLayout()
        decoder = RecurrentStack(shape.decoder, prefix: "decoder.", in: &layout)
        let channels = shape.encoderChannels
        directions = ["forward", "backward"].map {
            RecurrentCell(
                "encoder.\($0).", shape.decoder.cell, inputs: shape.decoder.embedding, channels: channels, in: &layout)
        }
        func maps(_ name: String) -> [Linear] {
            ["forward", "backward"].enumerated().map { i, direction in
                Linear(
                    "\(name).\(direction)", inputs: channels, outputs: shape.latent, hasBias: i == 0,
                    deviation: 0.5 / Float(channels).squareRoot(), in: &layout)
            }
        }
        means = maps("mean")
        logDeviations = maps("log_deviation")
        telling = Linear(
            "decoder.latent", inputs: shape.latent, outputs: shape.decoder.embedding, hasBias: false,
            deviation: 1 / Float(shape.latent).squareRoot(), in: &layout)
        self.shape = shape
        self.objective = objective
        self.layout = layout
    }

    /// Of each sequence of a batch, the longest first.
    func encode(_ batch: Batch, on tape: Tape) -> Gaussian {
        let steps = TimeSteps(lengths: batch.lengths)
        func row(_ sequence: Int, _ time: Int) -> Int32 { Int32(steps.starts[time] + sequence) }
        let read = tape.embedding(decoder.table, batch.targets.map { max(0, $0) })
        var reversed = [Int32](repeating: -1, count: batch.targets.count)
        for (sequence, length) in batch.lengths.enumerated() {
            for time in 0..<length { reversed[Int(row(sequence, time))] = row(sequence, length - 1 - time) }
        }
        let ends = batch.lengths.indices.map { row($0, batch.lengths[$0] - 1) }
        let inputs = [read, tape.rows(read, reversed)]
        let states = zip(directions, inputs).map { cell, x in tape.rows(cell(x, steps, on: tape), ends) }
        func sum(_ maps: [Linear]) -> Tensor {
            tape.add(maps[0](states[0], on: tape), maps[1](states[1], on: tape))
        }
        return Gaussian(mean: sum(means), logDeviation: sum(logDeviations))
    }

    /// - Parameter z: `[S, Z]`
    func logits(_ batch: Batch, inputs: [Int32], from z: Tensor, on tape: Tape) -> Tensor {
        decoder.logits(
            inputs, added: tape.rows(telling(z, on: tape), batch.sequences), lengths: batch.lengths, on: tape)
    }

    /// From where each tune lies.
    package func logits(_ batch: Batch, on tape: Tape) -> Tensor {
        logits(batch, inputs: batch.inputs, from: tape.draw(encode(batch, on: tape), nil), on: tape)
    }

    package func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double {
        let gaussian = encode(batch, on: tape)
        let beta = objective.beta * min(1, Double(step) / Double(max(1, objective.annealing)))
        guard tape.isRecording else {
            let z = tape.draw(gaussian, nil)
            let said = tape.crossEntropy(
                logits(batch, inputs: batch.inputs, from: z, on: tape), batch.targets, count: count)
            return said + gaussian.divergences.reduce(0) { $0 + beta * max(0, $1 - objective.free) }
        }
        let random = tape.dropoutSource.stream("latent")
        let z = tape.draw(gaussian, random)
        var words = tape.dropoutSource.stream("words")
        let open = Symbols(vocabularySize: shape.decoder.vocabularySize).open
        let inputs = batch.inputs.map { words.uniform() < objective.wordDropout ? open : $0 }
        let said = tape.crossEntropy(logits(batch, inputs: inputs, from: z, on: tape), batch.targets, count: count)
        _ = tape.divergence(gaussian, weight: Float(beta) / Float(count), free: objective.free)
        return said + gaussian.divergences.reduce(0) { $0 + beta * max(0, $1 - objective.free) }
    }
}
