import MuseNeural
import MuseProtocols
import MuseStorage

/// The settings and training shared by `lstm` and `gru`.
struct RecurrentSettings: Sendable {
    static let layers = Setting<Int>(
        "layers", in: 1...16, default: nil,
        "number of recurrent layers; chosen for the training budget, or 2 if `training.steps` is given")
    static let channels = Setting<Int>(
        "channels", in: 8...4096, default: nil,
        "hidden size of each layer; chosen for the training budget, or 256 if `training.steps` is given")
    static let embedding = Setting<Int>(
        "embedding", in: 4...4096, default: nil, "embedding size; equal to `channels` by default")
    static let tied = Setting<Bool>("tied", default: true, "share the input and output embeddings")
    static let structure: [any AnySetting] = [layers, channels, embedding, tied]
    static let training: [any AnySetting] = [
        PrecisionSettings.precision, PrecisionSettings.weights, TrainingGroup.group,
    ]

    private static let ladder = [(1, 128), (2, 128), (2, 256), (3, 384), (3, 512)]
        .map { NetworkSize(layers: $0.0, channels: $0.1) }

    private let cell: RecurrentNetwork.Cell
    private let size: SizeChoice
    private let embedding: Int?
    private let isTied: Bool
    private let training: TrainingGroup
    private let precision: PrecisionSettings
    private let decoding: DecodingPrecision

    init(_ settings: Settings, _ cell: RecurrentNetwork.Cell) throws {
        training = try TrainingGroup(settings)
        precision = try PrecisionSettings(settings)
        decoding = try settings[DecodingSettings.decoding]
        self.cell = cell
        size = SizeChoice(
            layers: try settings.optional(Self.layers), channels: try settings.optional(Self.channels),
            standard: NetworkSize(layers: 2, channels: 256), ladder: Self.ladder)
        embedding = try settings.optional(Self.embedding)
        isTied = try settings[Self.tied]
    }

    var capabilities: Set<Capability> { NeuralCapabilities.with(training) }

    func objections(to reading: any TokenReading) -> [SettingObjection] { training.objections(to: reading) }

    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        try fitting(corpus).model(corpus, context, decoding)
    }

    func fitting(_ corpus: TokenCorpus) -> NeuralFitting<RecurrentNetwork> {
        NeuralFitting(
            network: { network(corpus.vocabularySize, $0, dropout: training.dropout) }, size: size, training: training,
            precision: precision)
    }

    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> NeuralModel<RecurrentNetwork> {
        try NeuralModel(saved, reading: reading, decoding: decoding) { vocabularySize, decisions in
            network(vocabularySize, size.resolved(decisions) ?? size.standardSize, dropout: 0)
        }
    }

    private func network(_ vocabularySize: Int, _ size: NetworkSize, dropout: Double) -> RecurrentNetwork {
        RecurrentNetwork(
            RecurrentNetwork.Shape(
                cell: cell, vocabularySize: vocabularySize, layers: size.layers, channels: size.channels,
                embedding: embedding ?? size.channels, isTied: isTied, dropout: dropout))
    }
}
