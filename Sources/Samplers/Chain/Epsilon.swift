package import MuseProtocols

/// Excludes the tokens that are less probable than `cutoff`, but always keeps the most probable ones.
///
/// The threshold has a tolerance of one millionth, as in `min_p`.
///
/// Source: Hewitt, Manning and Liang, "Truncation Sampling as Language Model Desmoothing", Findings of EMNLP 2022,
/// https://doi.org/10.18653/v1/2022.findings-emnlp.249, section 4.1. The default is the smallest value that
/// transformers recommends.
package struct Epsilon: Sampler {
    static let cutoff = Setting<TuneSchedule>(
        "cutoff", in: 0...1, default: 3e-4, "minimum probability of the tokens kept")
    package static let schema = Schema(
        "epsilon", "keeps the tokens whose probability is at least a constant",
        source: "Hewitt, Manning and Liang 2022, Findings of EMNLP, section 4.1", [cutoff])

    private var cutoff: ScheduledValue
    private var distribution = StepDistribution()

    package init(_ settings: Settings) throws { cutoff = ScheduledValue(try settings[Self.cutoff]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let cutoff = try cutoff.value(at: step)
        guard distribution.read(logits) else { return }
        distribution.exclude(below: cutoff, from: &logits)
    }
}

extension StepDistribution {
    /// Excludes the tokens with a probability below a threshold, except the most probable ones.
    ///
    /// - Parameter scores: those that were read.
    func exclude(below threshold: Double, from scores: inout [Float]) {
        let best = scores.best
        let threshold = threshold * (1 - 1e-6)
        for (token, probability) in zip(tokens, probabilities) where probability < threshold && scores[token] < best {
            scores[token] = -.infinity
        }
    }
}
