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
    enum Decoding: String, SettingChoice { case flat, conductor, transformer }

    static let decoder = Setting<Decoding>(
        "decoder", default: .flat,
        "decoder architecture; flat: RNN over the whole tune; conductor: hierarchical, with a conductor RNN that "
            + "controls a decoder RNN reset at each bar line; transformer: causal Transformer, to whose layers the "
            + "latent is added, with a Transformer as the encoder; only this one can start from a pretrained "
            + "`transformer`")
    static let encoder = Setting<Encoding>(
        "encoder", default: nil,
        "encoder architecture; recurrent: bidirectional RNN; transformer: bidirectional self-attention; by default "
            + "transformer for `decoder: transformer`, otherwise recurrent")
    static let cell = Setting<RecurrentNetwork.Cell>("cell", default: .gru, "type of recurrent cell")
    static let latent = Setting<Int>("latent", in: 1...4096, default: 64, "dimension of the latent of a whole tune")
    static let groupLatent = Setting<Int>(
        "group_latent", in: 1...1024, default: nil,
        "dimension of an additional latent for each group of bars, which makes a Transformer decoder hierarchical; "
            + "without it, a tune has a single latent")
    static let groupBars = Setting<Int>("group_bars", in: 1...64, default: 2, "number of bars of a group")
    static let groups = Setting<Int>(
        "groups", in: 1...256, default: 16,
        "number of groups that have latents; the bars after them are decoded from the latent of the tune alone")
    static let layers = Setting<Int>(
        "layers", in: 1...64, default: nil, "number of decoder layers; by default 4 for a Transformer, otherwise 1")
    static let channels = Setting<Int>("channels", in: 8...4096, default: 256, "hidden size of the decoder")
    static let encoderChannels = Setting<Int>(
        "encoder_channels", in: 8...4096, default: nil,
        "hidden size of a recurrent encoder per direction, or width of a transformer encoder; `channels` by default")
    static let encoderLayers = Setting<Int>(
        "encoder_layers", in: 1...64, default: 2,
        "number of layers of a transformer encoder; its other sizes are those of the decoder if that is a Transformer")
    static let encoderHeads = Setting<Int>(
        "encoder_heads", in: 1...64, default: 4,
        "number of attention heads of a transformer encoder; twice this number must divide the width")
    static let embedding = Setting<Int>(
        "embedding", in: 4...4096, default: nil, "embedding size; equal to `channels` by default")
    static let tied = Setting<Bool>("tied", default: true, "share the input and output embeddings")
    static let beta = Setting<Double>("beta", in: 0...100, default: 0.2, "weight of the KL divergence (β-VAE)")
    static let freeBits = Setting<Double>(
        "free_bits", in: 0..., default: 64, unit: "bits per tune", "KL divergence that is not penalised")
    static let groupFreeBits = Setting<Double>(
        "group_free_bits", in: 0..., default: 4, unit: "bits per group of bars",
        "KL divergence of the latent of a group that is not penalised")
    static let groupDropout = Setting<Double>(
        "group_dropout", in: 0...0.9, default: 0.3,
        "fraction of tunes that are decoded in training without the latents of their groups; new tunes are sampled in "
            + "this way, from the latent of the tune alone")
    static let annealing = Setting<Int>(
        "annealing", in: 0..., default: 200, unit: "steps", "length of the linear warm-up of `beta` from 0")
    static let wordDropout = Setting<Double>(
        "word_dropout", in: 0...1, default: 0.25,
        "fraction of the decoder's input tokens masked in training, so that it relies on the latent point")

    package static let schema = Schema(
        "vae", "variational autoencoder: encodes tunes as points in a latent space and decodes points to tunes",
        source: "Kingma and Welling 2014; Roberts et al. 2018; Li et al. 2020",
        structure: shared + recurrentOnly + [encoderLayers, groupLatent, groupBars, groups] + transformerOnly,
        [
            beta, freeBits, groupFreeBits, groupDropout, annealing, wordDropout, PrecisionSettings.precision,
            PrecisionSettings.weights,
            TrainingGroup.group(excluding: [TrainingGroup.infilling]),
        ], sampling: DecodingSettings.all, capabilities: always,
        requirements: NeuralCapabilities.requirements.filter { $0.key == .guidance },
        startingPoints: [StartingPoint(Transformer.schema, with: [decoder.info.name: Decoding.transformer.rawValue])])

    private static let shared: [any AnySetting] = [decoder, encoder, latent, layers, channels, tied]
    private static let recurrentOnly: [any AnySetting] = [cell, encoderChannels, encoderHeads, embedding]
    /// The settings of a Transformer that are not also those of other decoders.
    private static let transformerOnly = Transformer.structure.filter { setting in
        !shared.contains { $0.info.name == setting.info.name }
    }

    static func capabilities(isTrainedUnconditionally: Bool) -> Set<Capability> {
        isTrainedUnconditionally ? always.union([.guidance]) : always
    }

    private static let always = Set<Capability>.autoregressive.union([.styleMix, .latents, .latentSpace])

    private enum Architecture: Sendable {
        case recurrent(VAENetwork.Shape)
        case transformer(Transformer, encoderLayers: Int, GroupSettings?, latent: Int)
    }

    private struct GroupSettings: Sendable {
        let latent, bars, count: Int
    }

    private let decoding: Decoding
    private let architecture: Architecture
    private let objective: LatentObjective
    private let training: TrainingGroup
    private let precision: PrecisionSettings
    private let decodingPrecision: DecodingPrecision

    package init(_ settings: Settings) throws {
        training = try TrainingGroup(settings)
        precision = try PrecisionSettings(settings)
        decodingPrecision = try settings[DecodingSettings.decoding]
        decoding = try settings[Self.decoder]
        if try settings[Self.beta] == 0 {
            let need = "`beta` above 0"
            try settings.refuse([Self.freeBits, Self.groupFreeBits, Self.annealing], unless: need)
        }
        architecture =
            decoding == .transformer
            ? try Self.transformer(settings) : try Self.recurrent(settings, dropout: training.dropout)
        func nats(_ setting: Setting<Double>) throws -> Double { try settings[setting] * 0.693_147_180_559_945_3 }
        objective = LatentObjective(
            beta: try settings[Self.beta], annealing: try settings[Self.annealing], free: try nats(Self.freeBits),
            groupFree: try nats(Self.groupFreeBits), groupDropout: try settings[Self.groupDropout],
            wordDropout: try settings[Self.wordDropout])
    }

    private static func transformer(_ settings: Settings) throws -> Architecture {
        try settings.refuse(recurrentOnly, unless: "another `decoder`")
        if try settings.optional(encoder) == .recurrent {
            throw settings.conflict("a Transformer decoder needs a Transformer as the encoder", about: encoder)
        }
        if try settings[Transformer.positions] == .relative {
            throw settings.conflict(
                "the encoder of a VAE has no relative positions; use rotary or learned", about: Transformer.positions)
        }
        let groups = try settings.optional(groupLatent).map {
            GroupSettings(latent: $0, bars: try settings[groupBars], count: try settings[Self.groups])
        }
        if groups == nil {
            try settings.refuse([groupBars, Self.groups, groupFreeBits, groupDropout], unless: "`group_latent`")
        }
        return .transformer(
            try Transformer(settings), encoderLayers: try settings[encoderLayers], groups,
            latent: try settings[latent])
    }

    private static func recurrent(_ settings: Settings, dropout: Double) throws -> Architecture {
        try settings.refuse(
            transformerOnly + [groupLatent, groupBars, groups, groupFreeBits, groupDropout],
            unless: "`decoder: transformer`")
        let channels = try settings[channels]
        let encoderChannels = try settings.optional(encoderChannels) ?? channels
        var encoder = VAENetwork.Shape.Encoder.recurrent
        if try settings.optional(Self.encoder) == .transformer {
            let heads = try settings[encoderHeads]
            guard encoderChannels % (2 * heads) == 0 else {
                throw settings.conflict(
                    "\(encoderChannels) channels cannot be divided into \(heads) heads of an even size",
                    about: encoderHeads)
            }
            encoder = .transformer(layers: try settings[encoderLayers], heads: heads)
        } else {
            try settings.refuse([encoderLayers, encoderHeads], unless: "`encoder: transformer`")
        }
        return .recurrent(
            VAENetwork.Shape(
                decoder: RecurrentNetwork.Shape(
                    cell: try settings[cell], vocabularySize: 0, layers: try settings.optional(layers) ?? 1,
                    channels: channels, embedding: try settings.optional(embedding) ?? channels,
                    isTied: try settings[tied], dropout: dropout),
                encoder: encoder, encoderChannels: encoderChannels, latent: try settings[latent]))
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
        if case .transformer(let decoder, _, let groups, _) = architecture {
            result += decoder.objections(to: reading)
            if groups != nil, reading.barEnds.isEmpty {
                result.append(
                    SettingObjection(
                        Self.groupLatent.info.name, "groups need bar tokens, which this tokenizer does not have"))
            }
        }
        return result
    }

    package var longestSequence: Int? {
        if case .transformer(let decoder, _, _, _) = architecture { decoder.longestSequence } else { nil }
    }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        switch architecture {
        case .recurrent(let shape):
            try model(
                network(shape, corpus.vocabularySize, corpus.reading),
                NetworkSize(layers: shape.decoder.layers, channels: shape.decoder.channels), corpus, context)
        case .transformer(let decoder, let encoderLayers, let groups, let latent):
            try model(
                network(
                    decoder, encoderLayers, groups, latent, corpus.vocabularySize, corpus.reading,
                    dropout: training.dropout), decoder.size.standardSize, corpus, context)
        }
    }

    private func model<N: LatentNetwork>(
        _ network: N, _ size: NetworkSize, _ corpus: TokenCorpus, _ context: FitContext
    ) throws -> any Model {
        let result = try NeuralFitting(
            network: { _ in network },
            size: SizeChoice(layers: size.layers, channels: size.channels, standard: size, ladder: [size]),
            training: training, precision: precision
        ).fit(corpus, context)
        return VAEModel(
            result.network, result.weights, reading: corpus.reading, scale: LatentScale(parts: network.latent.parts),
            isTrainedUnconditionally: training.conditionDropout > 0, decisions: result.decisions, curve: result.curve,
            decoding: decodingPrecision
        ).centred(on: corpus.training.filter { !$0.isEmpty })
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        switch architecture {
        case .recurrent(let shape):
            try VAEModel(saved, reading: reading, decoding: decodingPrecision) { size, _ in
                network(shape, size, reading)
            }
        case .transformer(let decoder, let encoderLayers, let groups, let latent):
            try VAEModel(saved, reading: reading, decoding: decodingPrecision) { size, _ in
                network(decoder, encoderLayers, groups, latent, size, reading, dropout: 0)
            }
        }
    }

    private func network(
        _ shape: VAENetwork.Shape, _ vocabularySize: Int, _ reading: (any TokenReading)?
    ) -> VAENetwork {
        var shape = shape
        if decoding == .conductor { shape.barEnds = reading?.barEnds ?? [] }
        shape.decoder.vocabularySize = vocabularySize
        return VAENetwork(shape, objective)
    }

    private func network(
        _ decoder: Transformer, _ encoderLayers: Int, _ groups: GroupSettings?, _ latent: Int, _ vocabularySize: Int,
        _ reading: (any TokenReading)?, dropout: Double
    ) -> TransformerVAENetwork {
        TransformerVAENetwork(
            decoder.network(vocabularySize, reading, decoder.size.standardSize, dropout: dropout).shape,
            encoderLayers: encoderLayers,
            LatentShape(tune: latent, group: groups?.latent ?? 0, groups: groups?.count ?? 0),
            groups: groups.map {
                BarGroups(
                    bars: $0.bars, count: $0.count, barEnds: reading?.barEnds ?? [],
                    headers: Set(
                        (0..<vocabularySize).map { TokenID($0) }.filter { reading?.isCondition($0) ?? false }))
            }, objective)
    }
}
