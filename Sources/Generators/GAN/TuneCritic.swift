import MuseNeural
import MusePlatform
import MuseProtocols

/// A discriminator of tunes: an RNN whose mean state is classified as real or generated, trained by cross-entropy.
///
/// Source: Goodfellow et al., "Generative Adversarial Networks", arXiv:1406.2661, section 3.
final class TuneCritic: @unchecked Sendable {
    private let layout: ParameterLayout
    private let table: Parameter
    private let cell: RecurrentCell
    private let output: Linear
    private let dropout: Float
    let state: TrainingState
    private let stepper: Stepper

    /// - Throws: `SystemThread.Unavailable`.
    init(vocabularySize: Int, channels: Int, dropout: Double, random: RandomSource) throws {
        var layout = ParameterLayout()
        table = layout.matrix("critic.embedding.weight", vocabularySize, channels, .normal(deviation: 0.1))
        cell = RecurrentCell("critic.cell.", .gru, inputs: channels, channels: channels, in: &layout)
        output = Linear(
            "critic.verdict", inputs: channels, outputs: 1, hasBias: true, deviation: 1 / Float(channels).squareRoot(),
            in: &layout)
        self.layout = layout
        self.dropout = Float(dropout)
        state = TrainingState(Weights(layout, initialisedFrom: random))
        stepper = try Stepper(state, threads: SystemThread.processorCount)
    }

    /// Returns the probability that a tune is real.
    func probabilityOfReal(_ tune: [TokenID]) -> Double {
        let tape = Tape(weights: state.weights)
        return Self.logistic(judge(Batch([Example(tune[...], start: 0)], order: .byTime), on: tape).values[0])
    }

    /// Performs one training step.
    func train(real: [[TokenID]], generated: [[TokenID]], rate: Double, _ random: RandomSource) {
        let tunes = real + generated
        let examples = tunes.map { Example($0[...], start: 0) }
        let parts = Batch.parts(examples, order: .byTime, threads: SystemThread.processorCount)
        let (count, dropoutSource) = (Float(tunes.count), random.stream("dropout"))
        let losses = stepper.forEach(parts.count, records: true) { i, tape in
            tape.dropoutSource = dropoutSource.stream("part", i)
            let logits = self.judge(parts[i].batch, on: tape)
            var loss = 0.0
            // A batch sorts its tunes by descending length.
            let seeds = parts[i].examples.indices.map { row -> Float in
                let isReal = parts[i].examples[row] < real.count
                let probability = Self.logistic(logits.values[row])
                loss -= log(max(1e-12, isReal ? probability : 1 - probability))
                return (Float(probability) - (isReal ? 1 : 0)) / count
            }
            tape.backward(from: logits, seeds)
            return loss
        }
        state.count(losses: losses.reduce(0, +), tokens: tunes.count)
        stepper.update(AdamW(weightDecay: 0.01), rate: rate, clip: 1, random: random)
    }

    /// Returns the logits that the tunes are real, `[sequences, 1]`.
    private func judge(_ batch: Batch, on tape: Tape) -> Tensor {
        let steps = TimeSteps(lengths: batch.lengths)
        let read = tape.dropout(tape.embedding(table, batch.targets.map { max(0, $0) }), dropout)
        let states = cell(read, steps, on: tape)
        // Padding is assigned to an additional sequence.
        let owners = batch.sequences.map { $0 < 0 ? Int32(batch.lengths.count) : $0 }
        let means = tape.means(states, owners, count: batch.lengths.count + 1)
        let pooled = tape.rows(means, batch.lengths.indices.map { Int32($0) })
        return output(tape.dropout(pooled, dropout), on: tape)
    }

    private static func logistic(_ x: Float) -> Double { 1 / (1 + exp(-Double(x))) }
}
