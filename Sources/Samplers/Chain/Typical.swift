package import MuseProtocols

/// Keeps the tokens whose surprise is closest to the expected surprise of the step, until their probabilities add up to
/// `mass`. Excludes not only improbable tokens but also a token that is much more probable than expected.
///
/// Formula: sorts tokens by `|-ln p - H|`, where `H` is the entropy, and keeps the shortest prefix with a total
/// probability of at least `mass`.
///
/// As in transformers, tokens tied with the last one are also kept; llama.cpp keeps only some of them, and also adds a
/// token if the sum is exactly `mass`. The sum has a tolerance of one millionth, as in `top_p`.
///
/// Source: Meister, Pimentel, Wiher and Cotterell, "Locally Typical Sampling", TACL 11, 2023,
/// https://doi.org/10.1162/tacl_a_00536, section 5.
package struct Typical: Sampler {
    static let mass = Setting<TuneSchedule>(
        "mass", in: 0...1, default: 0.95, "minimum total probability of the tokens kept; 1 is off")
    package static let schema = Schema(
        "typical", "keeps the tokens whose surprise is closest to the expected surprise",
        source: "Meister et al. 2023, TACL 11, section 5", [mass])

    private var mass: ScheduledValue
    private var distribution = StepDistribution()
    private var order: [(distance: Double, probability: Double)] = []

    package init(_ settings: Settings) throws { mass = ScheduledValue(try settings[Self.mass]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let mass = try mass.value(at: step)
        guard mass < 1, distribution.read(logits) else { return }
        let entropy = distribution.entropy(of: logits)
        order.removeAll(keepingCapacity: true)
        for (token, probability) in zip(distribution.tokens, distribution.probabilities) {
            order.append((abs(distribution.surprise(of: logits[token]) - entropy), probability))
        }
        order.sort { $0.distance < $1.distance }
        var sum = 0.0
        var threshold = 0.0
        for (distance, probability) in order {
            threshold = distance
            sum += probability
            if sum >= mass - 1e-6 { break }
        }
        for token in distribution.tokens
        where abs(distribution.surprise(of: logits[token]) - entropy) > threshold {
            logits[token] = -.infinity
        }
    }
}
