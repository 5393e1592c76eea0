package import MuseProtocols

/// A sampler that applies several samplers one after another.
package struct Chain: Sampler, ExpressibleByArrayLiteral {
    private var samplers: [any Sampler]

    /// - Parameter samplers: the samplers in order of application; without any, the scores stay unchanged.
    package init(_ samplers: [any Sampler]) { self.samplers = samplers }

    package init(arrayLiteral samplers: any Sampler...) { self.init(samplers) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        for i in samplers.indices { try samplers[i].adjust(&logits, at: step) }
    }

    /// Returns a batch; nil if no sampler of the chain adjusts several tunes together.
    package func batch(rows: Int) -> (any SamplerBatch)? {
        let batches = samplers.map { $0.batch(rows: rows) }
        guard batches.contains(where: { $0 != nil }) else { return nil }
        return ChainBatch(
            zip(samplers, batches).map { sampler, batch in
                batch ?? SingleRows([any Sampler](repeating: sampler, count: rows))
            })
    }
}

/// A chain of samplers that adjust all rows together.
private final class ChainBatch: SamplerBatch {
    private let batches: [any SamplerBatch]

    init(_ batches: [any SamplerBatch]) { self.batches = batches }

    func adjust(_ logits: inout [[Float]], at steps: [Step]) throws {
        for batch in batches { try batch.adjust(&logits, at: steps) }
    }

    func retain(_ keep: [Bool]) {
        for batch in batches { batch.retain(keep) }
    }
}

/// A sampler that adjusts tunes one by one, in a chain with others that adjust them together.
private final class SingleRows: SamplerBatch {
    private var samplers: [any Sampler]

    init(_ samplers: [any Sampler]) { self.samplers = samplers }

    func adjust(_ logits: inout [[Float]], at steps: [Step]) throws {
        for r in samplers.indices { try samplers[r].adjust(&logits[r], at: steps[r]) }
    }

    func retain(_ keep: [Bool]) { samplers = zip(samplers, keep).filter(\.1).map(\.0) }
}
