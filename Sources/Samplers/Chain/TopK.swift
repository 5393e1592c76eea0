package import MuseProtocols

/// Keeps the `k` most probable tokens of a step.
///
/// Tokens tied with the last one are also kept, because a choice by position would favour low token numbers.
///
/// Source: Fan, Lewis and Dauphin, "Hierarchical Neural Story Generation", ACL 2018,
/// https://doi.org/10.18653/v1/P18-1082, section 5.
package struct TopK: Sampler {
    static let k = Setting<TuneSchedule>("k", in: 1..., default: 40, "number of tokens kept")
    package static let schema = Schema(
        "top_k", "keeps the k best tokens", source: "Fan, Lewis and Dauphin 2018, ACL, section 5", [k])

    private var k: ScheduledValue
    private var selection = Selection()

    package init(_ settings: Settings) throws { k = ScheduledValue(try settings[Self.k]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let k = Int(exactly: try k.value(at: step).rounded()) ?? .max
        guard let threshold = selection.largest(k, in: logits) else { return }
        logits.withUnsafeMutableBufferPointer { logits in
            for i in logits.indices { logits[i] = logits[i] < threshold ? -.infinity : logits[i] }
        }
    }
}
