import MuseNeural
import MuseProtocols

/// Trains a recurrent network by maximum likelihood, then by policy gradients against a critic. In each round the
/// network samples tunes, the critic learns to tell them from real ones, and the critic's output is the network's
/// reward.
///
/// Keeps the weights of the round whose tunes have the lowest bigram divergence from held-out tunes
/// (`TokenStatistics`).
///
/// Source: Yu et al., "SeqGAN: Sequence Generative Adversarial Nets with Policy Gradient", arXiv:1609.05473. Our
/// changes: one reward per tune, and a KL penalty that holds the network near its maximum-likelihood weights.
struct SequenceFitting {
    let network: (_ vocabularySize: Int, _ dropout: Double) -> RecurrentNetwork
    let training: TrainingGroup
    let settings: FineTuning.Settings
    let criticSteps: Int

    private static let criticRate = 1e-3

    /// - Throws: `CancellationError` after saving a checkpoint; `FitError`; `FileError`.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        let sequences = try corpus.checkedTraining()
        let stages = StagedCheckpoints(context.checkpoints)
        let prior = try self.prior(corpus, context, stages)
        let critic = try TuneCritic(
            vocabularySize: corpus.vocabularySize, channels: prior.network.shape.channels,
            dropout: training.dropout, random: context.random.stream("critic"))
        let statistics = TokenStatistics(corpus.validation.isEmpty ? sequences : corpus.validation)
        // A tune longer than all training tunes is unlikely to end.
        let longest = sequences.reduce(0) { max($0, $1.count) }
        let sampler = FreeSampler(ends: Set(sequences.compactMap(\.last)), longest: longest)
        let (steps, isCancelled) = (criticSteps, context.isCancelled)
        let task = FineTuning(
            settings: settings, rewards: [.init(name: "critic", weight: 1)], grammar: AnyTokens(),
            vocabularySize: corpus.vocabularySize, maxTokens: longest,
            sample: { model, count, random in
                let drawn = try sampler.draw(model, count, random, isCancelled: isCancelled)
                for step in 0..<steps {
                    var stream = random.stream("critic", step)
                    critic.learn(
                        real: (0..<count).map { _ in sequences[stream.below(sequences.count)] }, generated: drawn,
                        rate: Self.criticRate, stream)
                }
                return drawn
            },
            satisfactions: { [critic.realness(of: $0)] },
            distance: { TokenStatistics($0).divergence(from: statistics) })
        var context = context
        context.random = context.random.stream("duel")
        context.checkpoints = DuelCheckpoints(stages, critic: critic, prior: prior.weights)
        return try PolicyTuning(base: prior, reading: corpus.reading, task: task, context: context).run()
    }

    /// The maximum-likelihood model: trained now, or restored from a checkpoint.
    private func prior(
        _ corpus: TokenCorpus, _ context: FitContext, _ stages: StagedCheckpoints
    ) throws -> NeuralModel<RecurrentNetwork> {
        let plain = network(corpus.vocabularySize, 0)
        if let saved = stages.load(.duel) {
            let weights = Weights(plain.layout)
            if (try? weights.load(saved, prefix: "prior.")) != nil {
                return NeuralModel(plain, weights, reading: corpus.reading)
            }
        }
        var context = context
        context.checkpoints = stages
        let own = network(corpus.vocabularySize, training.dropout)
        let size = NetworkSize(layers: own.shape.layers, channels: own.shape.channels)
        let fitted = try NeuralFitting(
            network: { _ in own },
            size: SizeChoice(layers: size.layers, channels: size.channels, standard: size, ladder: [size]),
            training: training, precision: .plain
        ).fit(corpus, context)
        return NeuralModel(
            plain, fitted.weights, reading: corpus.reading, decisions: fitted.decisions, curve: fitted.curve)
    }
}
