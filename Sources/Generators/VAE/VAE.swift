import MuseNeural
package import MuseProtocols
package import MuseStorage

/// A variational autoencoder. An encoder maps a tune to a distribution in a latent space, and a decoder maps a point to
/// a tune.
///
/// Source: Kingma and Welling, "Auto-Encoding Variational Bayes", arXiv:1312.6114; for music: Roberts et al., "A
/// Hierarchical Latent Vector Model for Learning Long-Term Structure in Music", arXiv:1803.05428.
package struct VAE: Generator {
    enum Encoding: String, SettingChoice { case recurrent, transformer }
    enum Decoding: String, SettingChoice { case flat, conductor }

    static let decoder = Setting<Decoding>(
        "decoder", default: .flat,
        "decoder architecture; flat: RNN over the whole tune; conductor: hierarchical, with a conductor RNN that "
            + "controls a decoder RNN reset at each bar line")
    static let encoder = Setting<Encoding>(
        "encoder", default: .recurrent,
        "encoder architecture; recurrent: bidirectional RNN; transformer: bidirectional self-attention")
    static let cell = Setting<RecurrentNetwork.Cell>("cell", default: .gru, "type of recurrent cell")
    static let latent = Setting<Int>("latent", in: 1...4096, default: 64, "dimension of the latent space")
    static let layers = Setting<Int>("layers", in: 1...16, default: 1, "number of decoder layers")
    static let channels = Setting<Int>("channels", in: 8...4096, default: 256, "hidden size of the decoder")
    static let encoderChannels = Setting<Int>(
        "encoder_channels", in: 8...4096, default: nil,
        "hidden size of a recurrent encoder per direction, or width of a transformer encoder; `channels` by default")
    static let encoderLayers = Setting<Int>(
        "encoder_layers", in: 1...64, default: 2, "number of layers of a transformer encoder")
    static let encoderHeads = Setting<Int>(
        "encoder_heads", in: 1...64, default: 4,
        "number of attention heads of a transformer encoder; twice this number must divide the width")
    static let embedding = Setting<Int>(
        "embedding", in: 4...4096, default: nil, "embedding size; equal to `channels` by default")
    static let tied = Setting<Bool>("tied", default: true, "share the input and output embeddings")
    static let beta = Setting<Double>("beta", in: 0...100, default: 0.2, "weight of the KL divergence (β-VAE)")
    static let freeBits = Setting<Double>(
        "free_bits", in: 0..., default: 64, unit: "bits per tune", "KL divergence that is not penalised")
    static let annealing = Setting<Int>(
        "annealing", in: 0..., default: 200, unit: "steps", "length of the linear warm-up of `beta` from 0")
    static let wordDropout = Setting<Double>(
        "word_dropout", in: 0...1, default: 0.25,
        "fraction of the decoder's input tokens masked in training, so that it relies on the latent point")

    package static let schema = Schema(
        "vae", "variational autoencoder: encodes tunes as points in a latent space and decodes points to tunes",
        source: "Kingma and Welling 2014; Roberts et al. 2018",
        structure: [
            decoder, encoder, cell, latent, layers, channels, encoderChannels, encoderLayers, encoderHeads, embedding,
            tied,
        ],
        [
            beta, freeBits, annealing, wordDropout, PrecisionSettings.precision, PrecisionSettings.weights,
            TrainingGroup.group(excluding: [TrainingGroup.infilling]),
        ], capabilities: always,
        requirements: NeuralCapabilities.requirements.filter { $0.key == .guidance })

    static func capabilities(isTrainedUnconditionally: Bool) -> Set<Capability> {
        isTrainedUnconditionally ? always.union([.guidance]) : always
    }

    private static let always = Set<Capability>.autoregressive.union([.styleMix, .latents, .latentSpace])

    private let decoding: Decoding
    private let shape: VAENetwork.Shape
    private let objective: VAENetwork.Objective
    private let training: TrainingGroup
    private let precision: PrecisionSettings

    package init(_ settings: Settings) throws {
        training = try TrainingGroup(settings)
        precision = try PrecisionSettings(settings)
        let channels = try settings[Self.channels]
        decoding = try settings[Self.decoder]
        if try settings[Self.encoder] == .recurrent {
            for setting in [Self.encoderLayers, Self.encoderHeads] {
                try settings.refuse(setting, unless: "`encoder: transformer`")
            }
        }
        if try settings[Self.beta] == 0 {
            let need = "`beta` above 0"
            try settings.refuse(Self.freeBits, unless: need)
            try settings.refuse(Self.annealing, unless: need)
        }
        let encoderChannels = try settings.optional(Self.encoderChannels) ?? channels
        var encoder = VAENetwork.Shape.Encoder.recurrent
        if try settings[Self.encoder] == .transformer {
            let heads = try settings[Self.encoderHeads]
            guard encoderChannels % (2 * heads) == 0 else {
                throw settings.conflict(
                    "\(encoderChannels) channels cannot be divided into \(heads) heads of an even size",
                    about: Self.encoderHeads)
            }
            encoder = .transformer(layers: try settings[Self.encoderLayers], heads: heads)
        }
        shape = VAENetwork.Shape(
            decoder: RecurrentNetwork.Shape(
                cell: try settings[Self.cell], vocabularySize: 0, layers: try settings[Self.layers], channels: channels,
                embedding: try settings.optional(Self.embedding) ?? channels, isTied: try settings[Self.tied],
                dropout: training.dropout),
            encoder: encoder, encoderChannels: encoderChannels,
            latent: try settings[Self.latent])
        objective = VAENetwork.Objective(
            beta: try settings[Self.beta], annealing: try settings[Self.annealing],
            free: try settings[Self.freeBits] * 0.693_147_180_559_945_3, wordDropout: try settings[Self.wordDropout])
    }

    package var capabilities: Set<Capability> {
        Self.capabilities(isTrainedUnconditionally: training.conditionDropout > 0)
    }

    package func objections(to reading: any TokenReading) -> [SettingObjection] {
        var result = training.objections(to: reading)
        if decoding == .conductor, reading.barEnds.isEmpty {
            result.append(
                SettingObjection(
                    Self.decoder.info.name, "`conductor` needs bar tokens, which this tokenizer does not have"))
        }
        return result
    }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        let size = NetworkSize(layers: shape.decoder.layers, channels: shape.decoder.channels)
        let result = try NeuralFitting(
            network: { _ in network(corpus.vocabularySize, corpus.reading) },
            size: SizeChoice(layers: size.layers, channels: size.channels, standard: size, ladder: [size]),
            training: training, precision: precision
        ).fit(corpus, context)
        return VAEModel(
            result.network, result.weights, reading: corpus.reading, scale: LatentScale(size: shape.latent),
            isTrainedUnconditionally: training.conditionDropout > 0, decisions: result.decisions, curve: result.curve
        ).centred(on: corpus.training.filter { !$0.isEmpty })
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        try VAEModel(saved, reading: reading) { vocabularySize, _ in network(vocabularySize, reading) }
    }

    private func network(_ vocabularySize: Int, _ reading: (any TokenReading)?) -> VAENetwork {
        var shape = shape
        if decoding == .conductor { shape.barEnds = reading?.barEnds ?? [] }
        shape.decoder.vocabularySize = vocabularySize
        return VAENetwork(shape, objective)
    }
}
