import MuseGenerators
import MuseNeural
import MusePlatform
import MuseProtocols

protocol TimedWork {
    func doOnce() throws
}

func flushOutput() { fflush(nil) }

/// Ten updates of a network's weights from the same batch.
final class Training<N: Network> {
    private let trainer: Trainer<N>
    private let state: TrainingState

    init(_ network: N, vocabularySize: Int, sequences: Int, length: Int, precision: Precision) throws {
        var random = RandomSource(seed: 1)
        let training = (0..<sequences).map { _ in
            (0..<length).map { _ in TokenID(random.below(vocabularySize)) }[...]
        }
        state = TrainingState(Weights(network.layout, initialisedFrom: random))
        let settings = TrainingSettings(
            steps: .max, batchTokens: sequences * length,
            schedule: Schedule(peak: 1e-3, warmUp: 0, steps: 1, decay: .constant), optimizer: AdamW(),
            validationInterval: .max, patience: 1, precision: precision, threads: 2)
        trainer = try Trainer(
            network, state, settings, training: training, validation: [], random: random
        ) { sequence, _ in Example(sequence, start: TokenID(vocabularySize)) }
    }

    func run(updates: Int) {
        var done = 0
        trainer.run { _ in
            done += 1
            return done < updates
        }
    }
}

/// One update of the Transformer of DESIGN.md section 6: 4 layers of 256 channels, 16 sequences of 256 tokens.
struct TransformerTraining: TimedWork {
    static let shape = TransformerShape(
        vocabularySize: 128, layers: 4, channels: 256, heads: 4, keyHeads: 4, hidden: 1024, feedForward: .gelu,
        norm: .layer, positions: .learned, hasBiases: true, isTied: true, context: 256, dropout: 0)
    private let training: Training<TransformerNetwork>

    init(_ precision: Precision) throws {
        training = try Training(
            TransformerNetwork(Self.shape), vocabularySize: 128, sequences: 16, length: 256,
            precision: precision == .bf16 && Precision.hasBF16 ? .bf16 : .f32)
    }

    func doOnce() { training.run(updates: 1) }
}

/// One update of folk-rnn's network: 3 layers of 512 cells, 64 sequences of 128 tokens.
struct LSTMTraining: TimedWork {
    private let training: Training<RecurrentNetwork>

    init() throws {
        let shape = RecurrentNetwork.Shape(
            cell: .lstm, vocabularySize: 137, layers: 3, channels: 512, embedding: 512, isTied: false, dropout: 0)
        training = try Training(
            RecurrentNetwork(shape), vocabularySize: 137, sequences: 64, length: 128, precision: .f32)
    }

    func doOnce() { training.run(updates: 1) }
}

/// One update of a variational autoencoder: GRUs of 256 cells both ways, a GRU of 512 that writes, 64 sequences of 128 tokens.
struct VAETraining: TimedWork {
    private let training: Training<VAENetwork>

    init() throws {
        let decoder = RecurrentNetwork.Shape(
            cell: .gru, vocabularySize: 137, layers: 1, channels: 512, embedding: 256, isTied: false, dropout: 0)
        let network = VAENetwork(
            .init(decoder: decoder, encoderChannels: 256, latent: 64),
            .init(beta: 0.2, annealing: 0, free: 0, wordDropout: 0))
        training = try Training(network, vocabularySize: 137, sequences: 64, length: 128, precision: .f32)
    }

    func doOnce() { training.run(updates: 1) }
}

/// One update of the critic and one of the generator of a grid GAN: 32 sheets of 8 bars of 12 steps, 36 cells, 128 channels.
struct GANTraining: TimedWork {
    private let duel: Duel
    private let state: TrainingState

    init() throws {
        let network = GridNetwork(
            .init(cells: 36, isExclusive: true, vocabularySize: 64, latent: 64, channels: 128, bars: 8),
            isSpectral: true)
        state = TrainingState(Weights(network.layout, initialisedFrom: RandomSource(seed: 1)))
        var random = RandomSource(seed: 2)
        let sheets = Sheets(
            [
                (0..<64).map { _ in
                    Sheet(conditions: [1, 2, 3], stepsPerBar: 12, steps: (0..<96).map { _ in [random.below(36)] })
                }
            ])
        duel = try Duel(
            network, .init(relaxation: .straightThrough, criticSteps: 1, sheets: 32, clip: 1), state, sheets,
            random: random)
    }

    func doOnce() {
        _ = duel.step(rate: 1e-3)
        state.finishStep()
    }
}

/// 512 tokens of each stream from the same Transformer with room for them.
struct TransformerGeneration: TimedWork {
    private let model: NeuralModel<TransformerNetwork>
    private let streams: Int
    /// Streams of a decoder: so few that what they look back on stays in the cache, and as many as a product's tile
    /// takes.
    private static let batchSize = 6

    init(streams: Int) {
        var shape = TransformerTraining.shape
        shape.context = 512
        let network = TransformerNetwork(shape)
        let weights = Weights(network.layout, initialisedFrom: RandomSource(seed: 1))
        // As fitting leaves every model.
        weights.roundToBF16()
        model = NeuralModel(network, weights)
        self.streams = streams
    }

    func doOnce() throws {
        let model = model
        let batches = Array(0..<streams).divided(into: (streams + Self.batchSize - 1) / Self.batchSize)
        _ = try concurrentMap(batches, threads: 2) { batch in
            var random = RandomSource(seed: UInt64(batch.startIndex))
            let decoder = try model.decoder(for: DecodingRequest(rows: batch.count))
            var scores: [Float] = []
            for _ in 0..<512 {
                try decoder.scores(into: &scores)
                decoder.accept(
                    batch.indices.map { stream in
                        let row = stream - batch.startIndex
                        return draw(scores[row * 128..<(row + 1) * 128], random.uniform())
                    })
            }
        }
    }
}

/// A token of its probability.
private func draw(_ logs: ArraySlice<Float>, _ uniform: Double) -> TokenID {
    var left = Float(uniform)
    for (i, log) in logs.enumerated() {
        left -= exp(log)
        if left < 0 { return TokenID(i) }
    }
    return TokenID(logs.count - 1)
}
