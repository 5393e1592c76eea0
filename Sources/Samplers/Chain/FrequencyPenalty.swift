package import MuseProtocols

/// Makes recent tokens less probable, more so the more often they occurred.
///
/// Formula: `l ← l - penalty · c`, where `c` is the number of occurrences of the token among the last `window`.
///
/// Source: `frequency_penalty` of the OpenAI API; as `penalty_freq` in llama.cpp, whose window is 64 too. The penalty
/// is off by default in both; the default here is the weakest one that the API's documentation recommends.
package struct FrequencyPenalty: Sampler {
    static let penalty = Setting<TuneSchedule>(
        "penalty", in: -100...100, default: 0.1, unit: "nats",
        "subtracted from the score for each occurrence; a value below 0 favours frequent tokens")
    static let window = Setting<Int>("window", in: 1...1_000_000, default: 64, "number of recent tokens that count")
    package static let schema = Schema(
        "frequency_penalty", "lowers the scores of recent tokens in proportion to their frequency",
        source: "llama.cpp's penalty_freq", [penalty, window])

    private var recent: RecentPenalty

    package init(_ settings: Settings) throws { recent = try RecentPenalty(settings, Self.penalty, Self.window) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let penalty = try recent.read(step, size: logits.count)
        for token in recent.counts.tokens { logits[token] -= Float(penalty * Double(recent.counts[token])) }
    }
}
