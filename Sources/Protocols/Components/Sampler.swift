/// Adjusts the scores of a step. A value: every tune has its own copy, so a sampler may keep state.
public protocol Sampler: Sendable {
    /// Changes log-scores in place; `-inf` excludes a token. Tokens that the grammar excludes are `-inf` already. At
    /// least one token is finite before, and must be after.
    ///
    /// - Throws: an error of a plug-in; built-in samplers never fail.
    mutating func adjust(_ logits: inout [Float], at step: Step) throws

    /// This sampler for several tunes at their start, side by side; nil where adjusting them one by one costs the same.
    func batch(rows: Int) -> (any SamplerBatch)?
}

extension Sampler {
    public func batch(rows: Int) -> (any SamplerBatch)? { nil }
}

/// A sampler with the state of several tunes, which it adjusts together. Its rows are those of the decoder beside it.
public protocol SamplerBatch: AnyObject {
    /// What `Sampler.adjust` does, for each row.
    ///
    /// - Throws: an error of a plug-in.
    func adjust(_ logits: inout [[Float]], at steps: [Step]) throws

    /// Drops finished rows: keeps those for which `keep` is true.
    func retain(_ keep: [Bool])
}

/// Where a tune stands while it is being generated.
public struct Step: Sendable {
    /// The tokens so far.
    public let tokens: [TokenID]

    public init(tokens: [TokenID]) { self.tokens = tokens }
}
