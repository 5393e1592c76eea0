import MuseNeural
package import MuseProtocols
package import MuseStorage

/// A generative adversarial network that generates all steps of a few bars at once from noise.
///
/// Source: Goodfellow et al., "Generative Adversarial Networks", arXiv:1406.2661; for music: Dong et al., "MuseGAN",
/// arXiv:1709.06298.
package struct GridGAN: Generator {
    enum Regularization: String, SettingChoice {
        case spectralNorm = "spectral_norm"
        case gradientPenalty = "gradient_penalty"
    }

    static let channels = Setting<Int>(
        "channels", in: 8...4096, default: 128, "number of channels per layer of both networks")
    static let criticSteps = Setting<Int>(
        "critic_steps", in: 1...100, default: 1, "number of critic updates per generator update")
    static let bars = Setting<Int>("bars", in: 1...64, default: 8, "number of bars generated at once")
    static let latent = Setting<Int>(
        "latent", in: 1...4096, default: 64, "dimension of the noise vector")
    static let critic = Setting<Regularization>(
        "critic", default: .spectralNorm,
        "regularisation of the critic; spectral_norm: spectral normalisation of its weights; gradient_penalty: penalty "
            + "on its gradient")
    static let cells = Setting<CellRelaxation>(
        "cells", default: .straightThrough,
        "values of generated cells in training; straight_through: 0 or 1, with the gradient of their probabilities; "
            + "soft: their probabilities")
    static let sheets = Setting<Int>(
        "sheets", in: 2...4096, default: 32, unit: "sheets", "batch size; a sheet has `bars` bars")
    static let training = TrainingGroup.group([
        TrainingGroup.steps, TrainingGroup.budget, TrainingGroup.plainLearningRate, TrainingGroup.warmUp,
        TrainingGroup.decay, TrainingGroup.clip, TrainingGroup.validationInterval, TrainingGroup.patience,
    ])

    package static let schema = Schema(
        "grid_gan", "generative adversarial network that generates all steps of a few bars at once from noise",
        source: "Goodfellow et al. 2014; Dong et al. 2018",
        structure: [channels, bars, latent], [criticSteps, critic, cells, sheets, training], capabilities: possible)

    static let possible: Set<Capability> = [.conditions, .latents, .likelihood]

    private let shape: GridNetwork.Shape
    private let isSpectral: Bool
    private let adversarial: AdversarialTrainer.Settings
    private let training: TrainingGroup

    package init(_ settings: Settings) throws {
        training = try TrainingGroup(settings, optimizer: .adamw)
        shape = GridNetwork.Shape(
            cells: 0, isExclusive: true, vocabularySize: 0, latent: try settings[Self.latent],
            channels: try settings[Self.channels], bars: try settings[Self.bars])
        isSpectral = try settings[Self.critic] == .spectralNorm
        adversarial = AdversarialTrainer.Settings(
            relaxation: try settings[Self.cells], criticSteps: try settings[Self.criticSteps],
            sheets: try settings[Self.sheets], clip: training.clip)
    }

    package var capabilities: Set<Capability> { Self.possible }

    package func objections(to reading: any TokenReading) -> [SettingObjection] {
        reading.stepGrid == nil ? [SettingObjection("", Self.noGrid, missing: .stepGrid)] : []
    }

    private static let noGrid = "'grid_gan' needs tokens on a grid, and this tokenizer's are not"

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        _ = try corpus.checkedTraining()
        guard let grid = corpus.reading?.stepGrid else { throw FitError(Self.noGrid) }
        let network = network(grid, corpus.vocabularySize)
        let result = try GridFitting(network: network, settings: adversarial, training: training, grid: grid)
            .fit(corpus, context)
        var counts = [Float](repeating: 0, count: corpus.vocabularySize)
        for tune in corpus.training {
            for token in grid.layouts(of: tune).first?.conditions ?? [] { counts[Int(token)] += 1 }
        }
        return GridModel(
            network: network, weights: result.weights, grid: grid, counts: counts, decisions: result.decisions,
            curve: result.curve)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        guard let grid = reading?.stepGrid else { throw StorageError(Self.noGrid) }
        return try GridModel(saved, network(grid, try saved.vocabularySize()), grid)
    }

    private func network(_ grid: any StepGrid, _ vocabularySize: Int) -> GridNetwork {
        var shape = shape
        (shape.cells, shape.isExclusive, shape.vocabularySize) = (grid.cells, grid.isExclusive, vocabularySize)
        return GridNetwork(shape, isSpectral: isSpectral)
    }
}

extension CellRelaxation: SettingChoice {}
