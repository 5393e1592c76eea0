import MuseNeural
import MuseProtocols

/// Trains a network by maximum likelihood, then by policy gradients against a critic.
///
/// In each round, the network samples tunes, the critic is trained to distinguish them from real tunes, and the output
/// of the critic is the reward of the network. Keeps the weights of the round whose tunes have the lowest bigram
/// divergence from held-out tunes (`TokenStatistics`).
///
/// Source: Yu et al., "SeqGAN: Sequence Generative Adversarial Nets with Policy Gradient", arXiv:1609.05473.
/// Differences: one reward per tune, and a KL penalty towards the maximum-likelihood model.
struct SequenceFitting<N: DecodableNetwork> {
    let network: (_ corpus: TokenCorpus, _ dropout: Double) -> N
    let size: NetworkSize
    let training: TrainingGroup
    /// Whether a pretrained model is trained by maximum likelihood before the adversarial rounds.
    let trainsPretrained: Bool
    let settings: FineTuning.Settings
    let criticSteps: Int
    let decoding: DecodingPrecision

    private var criticRate: Double { 1e-3 }

    /// - Throws: `CancellationError` after saving a checkpoint; `FitError`; `FileError`.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        let sequences = try corpus.checkedTraining().all
        let stages = StagedCheckpoints(context.checkpoints)
        let prior = try self.prior(corpus, context, stages)
        let critic = try TuneCritic(
            vocabularySize: corpus.vocabularySize, channels: size.channels,
            dropout: training.dropout, random: context.random.stream("critic"))
        let statistics = TokenStatistics(corpus.validation.isEmpty ? sequences : corpus.validation)
        // A tune that is longer than all training tunes is unlikely to end.
        let maxLength = min(sequences.reduce(0) { max($0, $1.count) }, prior.network.longestSequence ?? .max)
        let sampler = UnconstrainedSampler(
            vocabularySize: corpus.vocabularySize, endTokens: Set(sequences.compactMap(\.last)), maxLength: maxLength)
        let (steps, criticRate, isCancelled) = (criticSteps, criticRate, context.isCancelled)
        let task = FineTuning(
            settings: settings, rewards: [.init(name: "critic", weight: 1)], grammar: AnyTokens(),
            vocabularySize: corpus.vocabularySize, maxTokens: maxLength,
            sample: { model, count, random in
                let samples = try sampler.draw(model, count, random, isCancelled: isCancelled)
                for step in 0..<steps {
                    var stream = random.stream("critic", step)
                    critic.train(
                        real: (0..<count).map { _ in sequences[stream.below(sequences.count)] }, generated: samples,
                        rate: criticRate, stream)
                }
                return samples
            },
            satisfactions: { tunes in try concurrentMap(tunes) { [critic.probabilityOfReal($0)] } },
            distance: { TokenStatistics($0).divergence(from: statistics) })
        var context = context
        context.random = context.random.stream("duel")
        context.checkpoints = AdversarialCheckpoints(stages, critic: critic, prior: prior.weights)
        return try PolicyTuning(base: prior, reading: corpus.reading, task: task, context: context).run()
    }

    /// Returns the maximum-likelihood model: pretrained, trained now, or restored from a checkpoint.
    private func prior(
        _ corpus: TokenCorpus, _ context: FitContext, _ stages: StagedCheckpoints
    ) throws -> NeuralModel<N> {
        let plain = network(corpus, 0)
        if let saved = stages.load(.adversarial) {
            let weights = Weights(plain.layout)
            if (try? weights.load(saved, prefix: "prior.")) != nil {
                return NeuralModel(plain, weights, reading: corpus.reading, decoding: decoding)
            }
        }
        if !trainsPretrained, let pretrained = context.pretrained {
            let weights = Weights(plain.layout)
            try plain.load(pretrained, into: weights)
            return NeuralModel(plain, weights, reading: corpus.reading, decoding: decoding)
        }
        var context = context
        context.checkpoints = stages
        let trained = network(corpus, training.dropout)
        let fitted = try NeuralFitting(
            network: { _ in trained },
            size: SizeChoice(layers: size.layers, channels: size.channels, standard: size, ladder: [size]),
            training: training, precision: .plain
        ).fit(corpus, context)
        return NeuralModel(
            plain, fitted.weights, reading: corpus.reading, decisions: fitted.decisions, curve: fitted.curve,
            decoding: decoding)
    }
}
