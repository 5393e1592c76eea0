package import MuseProtocols

/// Keeps the best token of a step alone, so that nothing is left to chance.
///
/// Of several equally good ones the lowest token number stays.
package struct Greedy: Sampler {
    package static let schema = Schema("greedy", "keeps only the most probable token")

    package init(_ settings: Settings) throws {}

    package mutating func adjust(_ logits: inout [Float], at step: Step) {
        var best = 0
        for i in logits.indices where logits[i] > logits[best] { best = i }
        for i in logits.indices where i != best { logits[i] = -.infinity }
    }
}
