package import MuseProtocols

/// Excludes top choices: in some steps, excludes all tokens that reach a threshold except the least probable of them,
/// so that tunes leave the beaten track without becoming incoherent.
///
/// Tokens tied with the least probable one are also kept; llama.cpp keeps one of them. The threshold has a tolerance of
/// one millionth, as in `min_p`. Whether a step is affected depends on the tune's random stream and on the sampler's
/// place in the chain alone.
///
/// Source: Weidmann, "Exclude Top Choices (XTC): A sampler that boosts creativity", text-generation-webui 6335, 2024.
/// The default probability is the one recommended there; it is 0 in llama.cpp, where the sampler is off by default.
package struct XTC: Sampler {
    static let probability = Setting<TuneSchedule>(
        "probability", in: 0...1, default: 0.5, "probability that a step is affected")
    static let threshold = Setting<TuneSchedule>(
        "threshold", in: 0...0.5, default: 0.1, "probability from which tokens can be excluded")
    package static let schema = Schema(
        "xtc", "excludes the most probable tokens of some steps",
        source: "Weidmann 2024, text-generation-webui 6335", [probability, threshold])

    private var probability: ScheduledValue
    private var threshold: ScheduledValue
    /// The place in the recipe: `sampler[0]`.
    private let place: String
    /// The random stream; nil before the first step.
    private var random: RandomSource?
    private var distribution = StepDistribution()

    package init(_ settings: Settings) throws {
        probability = ScheduledValue(try settings[Self.probability])
        threshold = ScheduledValue(try settings[Self.threshold])
        place = settings.path
    }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        var random = random ?? (step.tune?.random ?? RandomSource(seed: 0)).stream(place)
        // One number a step, so that the other settings do not decide which steps are affected.
        let uniform = random.uniform()
        self.random = random
        let probability = try probability.value(at: step)
        let threshold = try threshold.value(at: step) * (1 - 1e-6)
        guard uniform < probability, distribution.read(logits) else { return }
        var last = Float.infinity
        for (token, probability) in zip(distribution.tokens, distribution.probabilities) where probability >= threshold
        {
            last = min(last, logits[token])
        }
        guard last < .infinity else { return }
        for i in logits.indices where logits[i] > last { logits[i] = -.infinity }
    }
}
