package import MuseProtocols

/// Keeps the average surprise of the sampled tokens near a target: excludes tokens whose surprise exceeds a limit, and
/// adjusts the limit after each token by feedback.
///
/// Formula: the limit `μ` starts at `2 τ`. After a token with the surprise `S = -log₂ p`, `μ ← μ - η (S - τ)`, where
/// `p` is its probability among the tokens kept. The most probable tokens are always kept.
///
/// Place it last in the chain: it measures surprise by the scores that it returns. Tokens that it did not see, such as
/// those outside its token classes, do not change the limit.
///
/// Source: Basu, Ramachandran, Keskar and Varshney, "Mirostat: A Neural Text Decoding Algorithm that Directly Controls
/// Perplexity", ICLR 2021, https://arxiv.org/abs/2007.14966, algorithm 1 without the estimate of Zipf's exponent, as in
/// llama.cpp's version 2. The default target there is 5 bits, which is far above the surprise of tokens in tunes (1 to
/// 2 bits), so that no token would be excluded.
package struct Mirostat: Sampler {
    static let surprise = Setting<TuneSchedule>(
        "surprise", in: 0...100, default: 1.5, unit: "bits per token", "target of the average surprise, τ")
    static let rate = Setting<TuneSchedule>("rate", in: 0...1, default: 0.1, "learning rate of the limit, η")
    package static let schema = Schema(
        "mirostat", "keeps the average surprise of sampled tokens near a target (version 2)",
        source: "Basu et al. 2021, ICLR, as in llama.cpp's mirostat_v2", [surprise, rate])

    private var surprise: ScheduledValue
    private var rate: ScheduledValue
    /// The limit μ in bits; nil before the first step.
    private var limit: Double?
    /// The scores returned at the previous step, and the logarithm of their sum.
    private var previous: [Float] = []
    private var previousLogTotal = 0.0
    private var distribution = StepDistribution()

    package init(_ settings: Settings) throws {
        surprise = ScheduledValue(try settings[Self.surprise])
        rate = ScheduledValue(try settings[Self.rate])
    }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let target = try surprise.value(at: step)
        let rate = try rate.value(at: step)
        var limit = limit ?? 2 * target
        if let token = step.tokens.last.map(Int.init), previous.indices.contains(token), previous[token] > -.infinity {
            limit -= rate * ((previousLogTotal - Double(previous[token])) / ln2 - target)
        }
        self.limit = limit
        guard distribution.read(logits) else { return }
        let best = logits.best
        for token in distribution.tokens
        where logits[token] < best && distribution.surprise(of: logits[token]) / ln2 > limit {
            logits[token] = -.infinity
        }
        _ = distribution.read(logits)
        previousLogTotal = distribution.logTotal
        previous.removeAll(keepingCapacity: true)
        previous.append(contentsOf: logits)
    }
}
