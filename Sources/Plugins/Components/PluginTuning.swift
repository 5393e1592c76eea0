import MusePlatform
import MuseProtocols
import MuseStorage

/// Fine-tunes a plug-in's model. muse samples tunes and computes the weight of each token in the loss; the plug-in
/// takes the gradient steps.
///
/// The KL penalty enters the weights as `kl · (ln π - ln base)` of each token, whose gradient is that of the KL
/// divergence on average. Built-in networks use the divergence of the whole distribution instead.
///
/// Source: Schulman, "Approximating KL Divergence", 2020, http://joschu.net/blog/kl-approx.html (estimator k1).
struct PluginTuning {
    let generator: PluginGenerator
    /// The starting point, which stays as it is.
    let base: PluginModel
    /// The model that learns.
    let tuned: PluginModel
    let task: FineTuning
    let context: FitContext

    private struct Done: EmptyDecodable {}

    /// The policy at the tokens of one tune.
    private struct Policy {
        /// The log-probability of each token, normalised over the allowed tokens.
        var logProbabilities: [Double] = []
        /// Sums over the tokens of the KL divergence from the base model, and of the entropy, in nats.
        var divergence = 0.0
        var entropy = 0.0
    }

    /// - Throws: `CancellationError`; `FitError`; `PluginError`; errors of sampling and of rewards.
    func run() throws -> any Model {
        let method = task.settings.method
        precondition(generator.fineTuningMethods.contains(method), "a plug-in cannot be fine-tuned by \(method)")
        var curve = TuningCurve()
        var best = base.model.tensors.first?.bytes ?? []
        while curve.points.count < task.settings.steps {
            if context.isCancelled() { throw CancellationError() }
            let round = curve.points.count
            let tunes = try task.sample(tuned, task.settings.tunes, context.random.stream("tunes", round))
            let episodes = try Episode.all(tunes, task)
            let priors = try policies(base, episodes, relativeTo: nil)
            let sampled = try policies(tuned, episodes, relativeTo: priors)
            let tokens = Double(max(1, episodes.reduce(0) { $0 + $1.tokens.count }))
            let measured = task.point(
                round, episodes, kl: sampled.reduce(0) { $0 + $1.policy.divergence } / tokens,
                entropy: sampled.reduce(0) { $0 + $1.policy.entropy } / tokens)
            if let reason = task.reasonToStop(measured) {
                context.say("fine-tuning: stopped after step \(round): \(reason)")
                break
            }
            let isNearest = curve.isNearest(measured)
            curve.points.append(measured)
            if isNearest, round > 0 { best = try saved() }
            task.report(measured, to: context)
            try learn(episodes, priors, sampled)
        }
        // Without a distance, the weights of the last round are kept, which are not evaluated.
        if curve.points.count == task.settings.steps, task.distance == nil { best = try saved() }
        return try generator.model(best, tuned.vocabularySize, tuned.reader, tuning: curve)
    }

    private func learn(_ episodes: [Episode], _ priors: [Scored], _ sampled: [Scored]) throws {
        let method = PolicyMethod(settings: task.settings)
        var round = PolicyMethod.Round(
            rewards: episodes.map(\.reward), advantages: Episode.advantages(episodes),
            sampled: sampled.map(\.policy.logProbabilities), current: [], base: priors.map(\.policy.logProbabilities),
            sampledValues: [], currentValues: [])
        for epoch in 0..<task.settings.epochs {
            let current = epoch == 0 ? sampled : try policies(tuned, episodes, relativeTo: priors)
            round.current = current.map(\.policy.logProbabilities)
            let klWeight = method.klWeight(of: round)
            let weights = zip(method.weights(round), zip(round.current, round.base)).map { weights, policies in
                zip(weights, zip(policies.0, policies.1)).map { $0 + klWeight * ($1.0 - $1.1) }
            }
            let file = try SharedFile(Self.words(episodes, weights))
            _ = try tuned.instance.ask(
                "generator/learn", ["path": .string(file.path), "rate": .double(task.settings.learningRate)], Done.self)
            withExtendedLifetime(file) {}
        }
    }

    private func saved() throws -> [UInt8] {
        let file = try SharedFile()
        _ = try tuned.instance.ask("generator/save", ["path": .string(file.path)], Done.self)
        let bytes = try file.bytes()
        guard !bytes.isEmpty else { throw generator.host.failure("'\(generator.type)' saved no model") }
        return bytes
    }

    /// Tunes as words: for each the number of tokens, the tokens, their weights as floats, and for each token
    /// the number of allowed tokens and these.
    private static func words(_ episodes: [Episode], _ weights: [[Double]]) -> [UInt8] {
        var words: [Int32] = []
        for (episode, weights) in zip(episodes, weights) {
            words.append(Int32(episode.tokens.count))
            words += episode.tokens
            words += weights.map { Int32(bitPattern: Float($0).bitPattern) }
            let size = episode.allowed.count / max(1, episode.tokens.count)
            for position in episode.tokens.indices {
                let allowed = (0..<size).filter { episode.allowed[position * size + $0] != 0 }
                words.append(Int32(allowed.count))
                words += allowed.map { Int32($0) }
            }
        }
        return words.withUnsafeBytes { Array($0) }
    }

    /// The policy of a model at an episode, and its log-probabilities of all allowed tokens at each position.
    private struct Scored {
        var policy = Policy()
        var distributions: [[Double]] = []
    }

    /// Decodes the episodes with a model.
    private func policies(
        _ model: PluginModel, _ episodes: [Episode], relativeTo priors: [Scored]?
    ) throws -> [Scored] {
        let size = task.vocabularySize
        var rows = DecoderRows(
            Array(episodes.indices), decoder: try model.decoder(for: DecodingRequest(rows: episodes.count)),
            vocabularySize: size)
        var result = episodes.map { _ in Scored() }
        var step = 0
        while !rows.rows.isEmpty {
            try rows.step { tune, scores in
                let episode = episodes[tune]
                let token = episode.tokens[step]
                let allowed = episode.allowed[step * size..<(step + 1) * size]
                let distribution = Self.logSoftmax(scores, over: allowed)
                result[tune].distributions.append(distribution)
                result[tune].policy.logProbabilities.append(distribution[Int(token)])
                for (t, value) in distribution.enumerated() where value > -.infinity {
                    result[tune].policy.entropy -= exp(value) * value
                    if let prior = priors?[tune].distributions[step][t] {
                        result[tune].policy.divergence += exp(value) * (value - prior)
                    }
                }
                return (token, step + 1 == episode.tokens.count)
            }
            step += 1
        }
        return result
    }

    /// Log-probabilities normalised over the allowed tokens; -infinity for the others.
    private static func logSoftmax(_ scores: ArraySlice<Float>, over allowed: ArraySlice<UInt8>) -> [Double] {
        let masked = zip(scores, allowed).map { $1 != 0 ? Double($0) : -.infinity }
        let best = masked.max() ?? 0
        let total = best + log(masked.reduce(0) { $0 + exp($1 - best) })
        return masked.map { $0 - total }
    }
}
