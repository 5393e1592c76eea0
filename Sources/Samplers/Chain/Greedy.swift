package import MuseProtocols

/// Keeps only the most probable token of a step, so that sampling is deterministic.
///
/// Of several equally probable tokens, it keeps the one with the lowest number.
package struct Greedy: Sampler {
    package static let schema = Schema("greedy", "keeps only the most probable token")

    package init(_ settings: Settings) throws {}

    package mutating func adjust(_ logits: inout [Float], at step: Step) {
        var best = 0
        for i in logits.indices where logits[i] > logits[best] { best = i }
        for i in logits.indices where i != best { logits[i] = -.infinity }
    }
}
