/// Edits the scores of a step. A value: every tune has a copy of its own, so a sampler may keep state.
public protocol Sampler: Sendable {
    /// Changes log-scores in place; `-inf` bars a token. Tokens that the grammar bars are `-inf` already, and at least
    /// one token is finite before and must be after.
    ///
    /// - Throws: what keeps it from doing so; muse's own samplers never fail.
    mutating func adjust(_ logits: inout [Float], at step: Step) throws
}

/// A sampler for which several tunes in one go cost less than one after another.
public protocol BatchedSampler: Sampler {
    /// What `adjust` does, for several tunes: each has a row of `logits`, its own copy of the sampler and its own step.
    static func adjust(_ logits: inout [[Float]], of samplers: inout [Self], at steps: [Step]) throws
}

/// Where a tune stands while it is being generated.
public struct Step: Sendable {
    /// The tokens so far.
    public let tokens: [TokenID]

    public init(tokens: [TokenID]) { self.tokens = tokens }
}
