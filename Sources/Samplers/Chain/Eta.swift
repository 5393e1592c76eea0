package import MuseProtocols

/// Excludes improbable tokens by a threshold that is lower in uncertain steps, but always keeps the most probable ones.
///
/// Formula: the threshold is `min(ε, √ε exp(-H))`, where `ε` is the cutoff and `H` the entropy of the step in nats. It
/// has a tolerance of one millionth, as in `min_p`.
///
/// Source: Hewitt, Manning and Liang, "Truncation Sampling as Language Model Desmoothing", Findings of EMNLP 2022,
/// https://doi.org/10.18653/v1/2022.findings-emnlp.249, section 4.2. The default is the smallest value that
/// transformers recommends.
package struct Eta: Sampler {
    static let cutoff = Setting<TuneSchedule>(
        "cutoff", in: 0...1, default: 3e-4, "largest minimum probability of the tokens kept")
    package static let schema = Schema(
        "eta", "keeps the tokens whose probability reaches a threshold that is lower in uncertain steps",
        source: "Hewitt, Manning and Liang 2022, Findings of EMNLP, section 4.2", [cutoff])

    private var cutoff: ScheduledValue
    private var distribution = StepDistribution()

    package init(_ settings: Settings) throws { cutoff = ScheduledValue(try settings[Self.cutoff]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let cutoff = try cutoff.value(at: step)
        guard distribution.read(logits) else { return }
        let limit = cutoff.squareRoot() * exponential(-distribution.entropy(of: logits))
        distribution.exclude(below: min(cutoff, limit), from: &logits)
    }
}
