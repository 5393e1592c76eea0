package import MuseProtocols

/// Makes recent tokens less probable, however often they occurred.
///
/// Formula: `l ← l - penalty` for every token among the last `window`. It differs from `repetition_penalty` in the unit
/// alone: a penalty of 1 nat divides the odds by e.
///
/// Source: `presence_penalty` of the OpenAI API; as `penalty_present` in llama.cpp, whose window is 64 too. The penalty
/// is off by default in both.
package struct PresencePenalty: Sampler {
    static let penalty = Setting<TuneSchedule>(
        "penalty", in: -100...100, default: 0.5, unit: "nats",
        "subtracted from the score; a value below 0 favours recent tokens")
    static let window = Setting<Int>("window", in: 1...1_000_000, default: 64, "number of recent tokens that count")
    package static let schema = Schema(
        "presence_penalty", "lowers the scores of recent tokens by a constant",
        source: "llama.cpp's penalty_present", [penalty, window])

    private var recent: RecentPenalty

    package init(_ settings: Settings) throws { recent = try RecentPenalty(settings, Self.penalty, Self.window) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let penalty = Float(try recent.read(step, size: logits.count))
        for token in recent.counts.tokens { logits[token] -= penalty }
    }
}
