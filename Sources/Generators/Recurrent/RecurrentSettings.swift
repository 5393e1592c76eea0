import MuseNeural
import MuseProtocols

/// What `lstm` and `gru` share: their settings, and how they learn.
struct RecurrentSettings: Sendable {
    static let layers = Setting<Int>("layers", in: 1...16, default: 2, "cells on top of each other")
    static let channels = Setting<Int>("channels", in: 8...4096, default: 256, "features of a cell's state")
    static let embedding = Setting<Int>(
        "embedding", in: 4...4096, default: nil, unit: "features", "of a token; without it, as many as channels")
    static let tied = Setting<Bool>("tied", default: true, "input and output share one table of tokens")
    static let all: [any AnySetting] = [
        layers, channels, embedding, tied, PrecisionSettings.precision, PrecisionSettings.weights, TrainingGroup.group,
    ]

    private let shape: RecurrentNetwork.Shape
    private let training: TrainingGroup
    private let precision: PrecisionSettings

    init(_ settings: Settings, _ cell: RecurrentNetwork.Cell) throws {
        training = try TrainingGroup(settings)
        precision = try PrecisionSettings(settings)
        let channels = try settings[Self.channels]
        shape = RecurrentNetwork.Shape(
            cell: cell, vocabularySize: 0, layers: try settings[Self.layers], channels: channels,
            embedding: try settings.optional(Self.embedding) ?? channels, isTied: try settings[Self.tied],
            dropout: training.dropout)
    }

    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        try NeuralFitting(network: network(corpus.vocabularySize), training: training, precision: precision)
            .fit(corpus, context)
    }

    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        try NeuralModel(saved, reading: reading, network)
    }

    private func network(_ vocabularySize: Int) -> RecurrentNetwork {
        var shape = shape
        shape.vocabularySize = vocabularySize
        return RecurrentNetwork(shape)
    }
}
