import MuseNeural
package import MuseProtocols
package import MuseStorage

/// A network that is trained by maximum likelihood, then by policy gradients against a critic.
///
/// Source: Yu et al., "SeqGAN: Sequence Generative Adversarial Nets with Policy Gradient", arXiv:1609.05473.
package struct SequenceGAN: Generator {
    enum Kind: String, SettingChoice { case recurrent, transformer }

    static let network = Setting<Kind>(
        "network", default: .recurrent,
        "architecture; recurrent: RNN; transformer: causal Transformer, which can start from a pretrained "
            + "`transformer`: then only adversarially, or first by maximum likelihood too if `training` is given")
    static let layers = Setting<Int>(
        "layers", in: 1...64, default: nil, "number of layers; by default 4 for a Transformer, otherwise 1")
    static let channels = Setting<Int>(
        "channels", in: 8...4096, default: nil,
        "hidden size of each layer, and of the critic; by default 256 for a Transformer, otherwise 128")
    static let cell = Setting<RecurrentNetwork.Cell>("cell", default: .gru, "type of recurrent cell")
    static let criticSteps = Setting<Int>(
        "critic_steps", in: 1...100, default: 1, "number of critic updates per round")
    static let rounds = Setting<Int>(
        "rounds", in: 1..., default: 60, "number of rounds of sampling and policy-gradient updates")
    static let tunes = Setting<Int>("tunes", in: 2...4096, default: 32, "number of tunes sampled per round")
    static let kl = Setting<Double>(
        "kl", in: 0...100, default: 0.05, "weight of the KL penalty against the maximum-likelihood model")
    static let klLimit = Setting<Double>(
        "leash", in: 0..., default: 1, unit: "nats per token",
        "KL divergence from the maximum-likelihood model at which adversarial training stops")
    static let policyRate = Setting<Double>(
        "policy_rate", in: 1e-7...1, default: 3e-4, "learning rate of the policy gradient")
    static let training = TrainingGroup.group(
        excluding: [TrainingGroup.conditionDropout, TrainingGroup.infilling])

    package static let schema = Schema(
        "sequence_gan", "neural network trained on the corpus, then adversarially against a critic",
        source: "Yu et al. 2017",
        structure: [network, layers, channels, cell] + transformerOnly,
        [criticSteps, rounds, tunes, kl, klLimit, policyRate, training], sampling: DecodingSettings.all,
        capabilities: NeuralCapabilities.always,
        startingPoints: [StartingPoint(Transformer.schema, with: [network.info.name: Kind.transformer.rawValue])])

    /// The settings of a Transformer that an RNN does not have.
    private static let transformerOnly = Transformer.structure.filter { setting in
        ![layers, channels].contains { $0.info.name == setting.info.name }
    }

    private enum Architecture: Sendable {
        case recurrent(RecurrentNetwork.Shape)
        case transformer(Transformer)
    }

    private let architecture: Architecture
    private let criticSteps: Int
    private let policy: FineTuning.Settings
    private let training: TrainingGroup
    private let trainsPretrained: Bool
    private let decoding: DecodingPrecision

    package init(_ settings: Settings) throws {
        training = try TrainingGroup(settings)
        trainsPretrained = settings[Self.training] != nil
        decoding = try settings[DecodingSettings.decoding]
        switch try settings[Self.network] {
        case .recurrent:
            try settings.refuse(Self.transformerOnly, unless: "`network: transformer`")
            let channels = try settings.optional(Self.channels) ?? 128
            architecture = .recurrent(
                RecurrentNetwork.Shape(
                    cell: try settings[Self.cell], vocabularySize: 0, layers: try settings.optional(Self.layers) ?? 1,
                    channels: channels, embedding: channels, isTied: true, dropout: 0))
        case .transformer:
            try settings.refuse([Self.cell], unless: "`network: recurrent`")
            architecture = .transformer(try Transformer(settings))
        }
        criticSteps = try settings[Self.criticSteps]
        policy = FineTuning.Settings(
            method: .grpo, kl: try settings[Self.kl], steps: try settings[Self.rounds],
            tunes: try settings[Self.tunes], epochs: 1, learningRate: try settings[Self.policyRate], clip: 0.2,
            klLimit: try settings[Self.klLimit])
    }

    package var capabilities: Set<Capability> { NeuralCapabilities.always }

    package var longestSequence: Int? {
        if case .transformer(let transformer) = architecture { transformer.longestSequence } else { nil }
    }

    package func objections(to reading: any TokenReading) -> [SettingObjection] {
        if case .transformer(let transformer) = architecture { transformer.objections(to: reading) } else { [] }
    }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        switch architecture {
        case .recurrent(let shape):
            try fitting(
                { network(shape, $0.vocabularySize, dropout: $1) },
                NetworkSize(layers: shape.layers, channels: shape.channels)
            ).fit(corpus, context)
        case .transformer(let transformer):
            try fitting(
                { transformer.network($0.vocabularySize, $0.reading, transformer.size.standardSize, dropout: $1) },
                transformer.size.standardSize
            ).fit(corpus, context)
        }
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        switch architecture {
        case .recurrent(let shape): try loaded(saved, shape, reading)
        case .transformer(let transformer): try loaded(saved, transformer, reading)
        }
    }

    package func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model {
        switch architecture {
        case .recurrent(let shape):
            try PolicyTuning(base: loaded(base, shape, reading), reading: reading, task: task, context: context).run()
        case .transformer(let transformer):
            try PolicyTuning(base: loaded(base, transformer, reading), reading: reading, task: task, context: context)
                .run()
        }
    }

    private func fitting<N: DecodableNetwork>(
        _ network: @escaping (_ corpus: TokenCorpus, _ dropout: Double) -> N, _ size: NetworkSize
    ) -> SequenceFitting<N> {
        SequenceFitting(
            network: network, size: size, training: training, trainsPretrained: trainsPretrained, settings: policy,
            criticSteps: criticSteps, decoding: decoding)
    }

    private func loaded(
        _ saved: SavedModel, _ shape: RecurrentNetwork.Shape, _ reading: (any TokenReading)?
    ) throws -> NeuralModel<RecurrentNetwork> {
        try NeuralModel(saved, reading: reading, decoding: decoding) { size, _ in network(shape, size, dropout: 0) }
    }

    private func loaded(
        _ saved: SavedModel, _ transformer: Transformer, _ reading: (any TokenReading)?
    ) throws -> NeuralModel<TransformerNetwork> {
        try NeuralModel(saved, reading: reading, decoding: decoding) { size, _ in
            transformer.network(size, reading, transformer.size.standardSize, dropout: 0)
        }
    }

    private func network(
        _ shape: RecurrentNetwork.Shape, _ vocabularySize: Int, dropout: Double
    ) -> RecurrentNetwork {
        var shape = shape
        shape.vocabularySize = vocabularySize
        shape.dropout = dropout
        return RecurrentNetwork(shape)
    }
}
