package import MuseProtocols

/// Makes recent tokens less probable: divides the odds of each against all other tokens by `penalty`.
///
/// Formula: `l ← l - ln penalty` for every token among the last `window`, applied once even if it occurred repeatedly.
///
/// Source: Keskar, McCann, Varshney, Xiong and Socher, "CTRL: A Conditional Transformer Language Model for
/// Controllable Generation", 2019, https://arxiv.org/abs/1909.05858, section 4.1. Difference: CTRL divides the score by
/// the penalty. Here, scores are log-probabilities up to a constant, and mostly negative. Division would make repeated
/// tokens more probable. Multiplication would not affect a certain token (`ln 1 = 0`), and would affect improbable
/// tokens most. Subtraction has the same effect on all tokens, whatever the constant.
package struct RepetitionPenalty: Sampler {
    static let penalty = Setting<TuneSchedule>(
        "penalty", in: 0.01...100, default: 1.2, "divisor of the odds of recent tokens; a value below 1 favours them")
    static let window = Setting<Int>(
        "window", in: 1...1_000_000, default: 16, "number of recent tokens that are penalised")
    package static let schema = Schema(
        "repetition_penalty", "lowers the odds of recent tokens",
        source: "Keskar et al. 2019, CTRL, section 4.1", [penalty, window])

    private var recent: RecentPenalty

    package init(_ settings: Settings) throws { recent = try RecentPenalty(settings, Self.penalty, Self.window) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let logPenalty = Float(naturalLogarithm(try recent.read(step, size: logits.count)))
        for token in recent.counts.tokens { logits[token] -= logPenalty }
    }
}
