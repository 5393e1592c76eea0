import MuseNeural
package import MuseProtocols
package import MuseStorage

/// A recurrent network that is trained by maximum likelihood, then by policy gradients against a critic.
///
/// Source: Yu et al., "SeqGAN: Sequence Generative Adversarial Nets with Policy Gradient", arXiv:1609.05473.
package struct SequenceGAN: Generator {
    static let layers = Setting<Int>("layers", in: 1...16, default: 1, "number of recurrent layers")
    static let channels = Setting<Int>("channels", in: 8...4096, default: 128, "hidden size of each layer")
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
        "sequence_gan", "recurrent network trained on the corpus, then adversarially against a critic",
        source: "Yu et al. 2017",
        structure: [layers, channels, cell], [criticSteps, rounds, tunes, kl, klLimit, policyRate, training],
        capabilities: NeuralCapabilities.always)

    private let layers, channels, criticSteps: Int
    private let cell: RecurrentNetwork.Cell
    private let policy: FineTuning.Settings
    private let training: TrainingGroup

    package init(_ settings: Settings) throws {
        training = try TrainingGroup(settings)
        layers = try settings[Self.layers]
        channels = try settings[Self.channels]
        cell = try settings[Self.cell]
        criticSteps = try settings[Self.criticSteps]
        policy = FineTuning.Settings(
            method: .grpo, kl: try settings[Self.kl], steps: try settings[Self.rounds],
            tunes: try settings[Self.tunes], epochs: 1, learningRate: try settings[Self.policyRate], clip: 0.2,
            klLimit: try settings[Self.klLimit])
    }

    package var capabilities: Set<Capability> { NeuralCapabilities.always }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        try SequenceFitting(network: network, training: training, settings: policy, criticSteps: criticSteps)
            .fit(corpus, context)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        try loaded(saved, reading)
    }

    package func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model {
        try PolicyTuning(base: loaded(base, reading), reading: reading, task: task, context: context).run()
    }

    private func loaded(_ saved: SavedModel, _ reading: (any TokenReading)?) throws -> NeuralModel<RecurrentNetwork> {
        try NeuralModel(saved, reading: reading) { size, _ in network(size, 0) }
    }

    private func network(_ vocabularySize: Int, _ dropout: Double) -> RecurrentNetwork {
        RecurrentNetwork(
            RecurrentNetwork.Shape(
                cell: cell, vocabularySize: vocabularySize, layers: layers, channels: channels, embedding: channels,
                isTied: true, dropout: dropout))
    }
}
