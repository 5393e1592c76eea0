package import MuseProtocols

/// Keeps the tokens that are at least `p` times as probable as the most probable one: few tokens if the model is
/// confident, many if it is not.
///
/// As in `top_p`, the threshold has a tolerance of one millionth.
///
/// Source: Nguyen, Baker, Neo, Roush, Kirsch and Shwartz-Ziv, "Turning Up the Heat: Min-p Sampling for Creative and
/// Coherent LLM Outputs", ICLR 2025, https://arxiv.org/abs/2407.01082, section 3.
package struct MinP: Sampler {
    static let p = Setting<TuneSchedule>(
        "p", in: 0...1, default: 0.05, "minimum probability, relative to that of the most probable token")
    package static let schema = Schema(
        "min_p", "keeps tokens at least p times as probable as the most probable one",
        source: "Nguyen et al. 2025, ICLR, section 3", [p])

    private var p: ScheduledValue

    package init(_ settings: Settings) throws { p = ScheduledValue(try settings[Self.p]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let p = try p.value(at: step)
        let best = logits.best
        guard best.isFinite else { return }
        let threshold = p * (1 - 1e-6)
        logits.withUnsafeMutableBufferPointer { logits in
            for i in logits.indices where logits[i] > -.infinity {
                if exponential(Double(logits[i]) - Double(best)) < threshold { logits[i] = -.infinity }
            }
        }
    }
}
