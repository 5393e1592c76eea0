package import MuseProtocols

/// Keeps the tokens whose score is at most `n` standard deviations below the best.
///
/// Formula: keeps `l ≥ max l - n σ`, where `σ` is the population standard deviation of the scores that are not
/// excluded, as in llama.cpp. A temperature before this sampler changes no choice, since it scales both sides.
///
/// Source: Tang, Liu, Xu, Huang and Zhang, "Top-nσ: Not All Logits Are You Need", ACL 2025,
/// https://arxiv.org/abs/2411.07641, section 3.
package struct TopNSigma: Sampler {
    static let n = Setting<TuneSchedule>(
        "n", in: 0.01...100, default: 1, unit: "standard deviations", "largest distance from the best score")
    package static let schema = Schema(
        "top_n_sigma", "keeps the tokens whose score is at most n standard deviations below the best",
        source: "Tang et al. 2025, ACL, section 3", [n])

    private var n: ScheduledValue

    package init(_ settings: Settings) throws { n = ScheduledValue(try settings[Self.n]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let n = try n.value(at: step)
        let best = logits.best
        guard best.isFinite else { return }
        var count = 0.0
        var sum = 0.0
        // Distances from the best score stay small whatever constant was added to all scores.
        for score in logits where score > -.infinity {
            count += 1
            sum += Double(best) - Double(score)
        }
        let mean = sum / count
        var squares = 0.0
        for score in logits where score > -.infinity {
            let deviation = Double(best) - Double(score) - mean
            squares += deviation * deviation
        }
        let limit = n * (squares / count).squareRoot()
        for i in logits.indices where Double(best) - Double(logits[i]) > limit { logits[i] = -.infinity }
    }
}
