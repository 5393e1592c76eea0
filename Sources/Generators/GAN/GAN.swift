import MuseNeural
package import MuseProtocols
package import MuseStorage

/// Learns to make what a critic cannot tell from real tunes.
///
/// Source: Goodfellow et al., "Generative Adversarial Networks", arXiv:1406.2661; for music: Dong et al., "MuseGAN",
/// arXiv:1709.06298 (`grid`), and Yu et al., "SeqGAN", arXiv:1609.05473 (`sequence`).
package struct GAN: Generator {
    enum Approach: String, SettingChoice { case grid, sequence }
    enum Hold: String, SettingChoice {
        case spectralNorm = "spectral_norm"
        case gradientPenalty = "gradient_penalty"
    }

    static let approach = Setting<Approach>(
        "approach", default: nil,
        "grid: all steps of a few bars at once, out of noise; sequence: token by token, learned from the tunes first; "
            + "without it, grid where the tokens are on one")
    static let channels = Setting<Int>("channels", in: 8...4096, default: 128, "features of the networks' layers")
    static let criticSteps = Setting<Int>(
        "critic_steps", in: 1...100, default: 1, unit: "updates", "of the critic for each of the generator")

    static let bars = Setting<Int>("bars", in: 1...64, default: 8, "of a sheet, which is drawn at once (grid)")
    static let latent = Setting<Int>("latent", in: 1...4096, default: 64, unit: "numbers", "of noise (grid)")
    static let critic = Setting<Hold>(
        "critic", default: .spectralNorm, "what keeps the critic from being too sure of itself (grid)")
    static let cells = Setting<CellRelaxation>(
        "cells", default: .straightThrough, "how drawn cells reach the critic: as 0 and 1, or as shares (grid)")
    static let sheets = Setting<Int>("sheets", in: 2...4096, default: 32, "of an update (grid)")

    static let layers = Setting<Int>("layers", in: 1...16, default: 1, "of the network (sequence)")
    static let cell = Setting<RecurrentNetwork.Cell>("cell", default: .gru, "what it remembers by (sequence)")
    static let rounds = Setting<Int>(
        "rounds", in: 1..., default: 60, "of drawing tunes and learning what the critic says of them (sequence)")
    static let tunes = Setting<Int>("tunes", in: 2...4096, default: 32, "of a round (sequence)")
    static let kl = Setting<Double>(
        "kl", in: 0...100, default: 0.05, "weight of the divergence from what the tunes taught (sequence)")
    static let leash = Setting<Double>(
        "leash", in: 0..., default: 1, unit: "nats a token", "of that divergence at which it stops (sequence)")
    static let policyRate = Setting<Double>(
        "policy_rate", in: 1e-7...1, default: 3e-4, "rate of learning from the critic (sequence)")

    package static let schema = Schema(
        "gan", "learns to make what a critic cannot tell from real tunes",
        source: "Goodfellow et al. 2014; Dong et al. 2018; Yu et al. 2017",
        structure: [approach, channels, bars, latent, layers, cell],
        [criticSteps, critic, cells, sheets, rounds, tunes, kl, leash, policyRate, TrainingGroup.group])

    private let approach: Approach?
    private let channels, layers: Int
    private let cell: RecurrentNetwork.Cell
    private let grid: GridNetwork.Shape
    private let isSpectral: Bool
    private let duel: Duel.Settings
    private let policy: FineTuning.Settings
    private let training: TrainingGroup

    package init(_ settings: Settings) throws {
        approach = try settings.optional(Self.approach)
        training = try TrainingGroup(settings)
        channels = try settings[Self.channels]
        layers = try settings[Self.layers]
        cell = try settings[Self.cell]
        grid = GridNetwork.Shape(
            cells: 0, isExclusive: true, vocabularySize: 0, latent: try settings[Self.latent], channels: channels,
            bars: try settings[Self.bars])
        isSpectral = try settings[Self.critic] == .spectralNorm
        duel = Duel.Settings(
            relaxation: try settings[Self.cells], criticSteps: try settings[Self.criticSteps],
            sheets: try settings[Self.sheets], clip: training.clip)
        policy = FineTuning.Settings(
            method: .grpo, kl: try settings[Self.kl], steps: try settings[Self.rounds],
            tunes: try settings[Self.tunes], epochs: 1, learningRate: try settings[Self.policyRate], clip: 0.2,
            leash: try settings[Self.leash])
    }

    package func objection(to reading: any TokenReading) -> String? {
        approach == .grid && reading.stepGrid == nil
            ? "`approach: grid`: these tokens are on no grid; 'melody' and 'pianoroll' are" : nil
    }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        guard approach != .sequence, let own = corpus.reading?.stepGrid else {
            return try SequenceFitting(
                network: network, training: training, settings: policy, criticSteps: duel.criticSteps
            ).fit(corpus, context)
        }
        let network = network(own, corpus.vocabularySize)
        let result = try GridFitting(network: network, settings: duel, training: training, grid: own)
            .fit(corpus, context)
        var counts = [Float](repeating: 0, count: corpus.vocabularySize)
        for tune in corpus.training { for token in own.layout(of: tune).conditions { counts[Int(token)] += 1 } }
        return GridModel(
            network: network, weights: result.weights, grid: own, counts: counts, decisions: result.decisions,
            curve: result.curve)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        guard approach != .sequence, let own = reading?.stepGrid else {
            return try NeuralModel(saved, reading: reading) { size, _ in network(size, 0) }
        }
        guard let size = saved.description["vocabulary_size"]?.intValue, (1..<1 << 24).contains(size) else {
            throw StorageError("a neural model needs a vocabulary_size of at least 1")
        }
        return try GridModel(saved, network(own, size), own)
    }

    private func network(_ grid: any StepGrid, _ vocabularySize: Int) -> GridNetwork {
        var shape = self.grid
        (shape.cells, shape.isExclusive, shape.vocabularySize) = (grid.cells, grid.isExclusive, vocabularySize)
        return GridNetwork(shape, isSpectral: isSpectral)
    }

    private func network(_ vocabularySize: Int, _ dropout: Double) -> RecurrentNetwork {
        RecurrentNetwork(
            RecurrentNetwork.Shape(
                cell: cell, vocabularySize: vocabularySize, layers: layers, channels: channels, embedding: channels,
                isTied: true, dropout: dropout))
    }
}

extension CellRelaxation: SettingChoice {}
