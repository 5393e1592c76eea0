/// Edits the scores of a step. A value: every tune has a copy of its own, so a sampler may keep state.
public protocol Sampler: Component {
    /// Changes log-scores in place; `-inf` bars a token. Tokens that the grammar bars are `-inf` already, and at least
    /// one token is finite before and must be after.
    mutating func adjust(_ logits: inout [Float], at step: Step)
}

/// Where a tune stands while it is being generated.
public struct Step: Sendable {
    /// The tokens so far.
    public let tokens: [TokenID]

    public init(tokens: [TokenID]) { self.tokens = tokens }
}
