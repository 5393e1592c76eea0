import MuseNeural
package import MuseProtocols
package import MuseStorage

/// A variational autoencoder. An encoder maps a tune to a distribution in a latent space, and a decoder maps a point to
/// a tune.
///
/// Source: Kingma and Welling, "Auto-Encoding Variational Bayes", arXiv:1312.6114; for music: Roberts et al., "A
/// Hierarchical Latent Vector Model for Learning Long-Term Structure in Music", arXiv:1803.05428.
package struct VAE: Generator {
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
            try model(recurrentNetwork(shape, corpus), recurrentSize(shape), corpus, context)
        case .transformer(let decoder, let encoderLayers, let groups, let latent):
            try model(
                network(
                    decoder, encoderLayers, groups, latent, corpus.vocabularySize, corpus.reading,
                    dropout: training.dropout), decoder.size.standardSize, corpus, context)
        }
    }

    private func fitting<N: LatentNetwork>(_ network: N, _ size: NetworkSize) -> NeuralFitting<N> {
        NeuralFitting(
            network: { _ in network },
            size: SizeChoice(layers: size.layers, channels: size.channels, standard: size, ladder: [size]),
            training: training, precision: precision)
    }

    private func recurrentNetwork(_ shape: VAENetwork.Shape, _ corpus: TokenCorpus) -> VAENetwork {
        network(shape, corpus.vocabularySize, corpus.reading)
    }

    private func recurrentSize(_ shape: VAENetwork.Shape) -> NetworkSize {
        NetworkSize(layers: shape.decoder.layers, channels: shape.decoder.channels)
    }

    private func model<N: LatentNetwork>(
        _ network: N, _ size: NetworkSize, _ corpus: TokenCorpus, _ context: FitContext
    ) throws -> any Model {
        let result = try fitting(network, size).fit(corpus, context)
        return VAEModel(
            result.network, result.weights, reading: corpus.reading, scale: LatentScale(parts: network.latent.parts),
            isTrainedUnconditionally: training.conditionDropout > 0, decisions: result.decisions, curve: result.curve,
            decoding: decodingPrecision
        ).centred(on: try corpus.checkedTraining())
    }

    package var fitsOnAllRanks: Bool { true }

    package func trainingCosts(
        _ corpus: TokenCorpus, _ communicators: [any Communicator], _ context: FitContext, seconds: Double
    ) throws -> [TrainingCost]? {
        switch architecture {
        case .recurrent(let shape):
            try fitting(recurrentNetwork(shape, corpus), recurrentSize(shape)).costs(
                corpus, communicators, context, seconds: seconds)
        case .transformer(let decoder, let encoderLayers, let groups, let latent):
            try fitting(
                network(
                    decoder, encoderLayers, groups, latent, corpus.vocabularySize, corpus.reading,
                    dropout: training.dropout), decoder.size.standardSize
            ).costs(corpus, communicators, context, seconds: seconds)
        }
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
                        (0..<vocabularySize).map { TokenID($0) }.filter { reading?.isCondition($0) ?? false }),
                    clock: reading?.clock)
            }, objective)
    }
}
