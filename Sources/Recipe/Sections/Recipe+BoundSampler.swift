package import MuseProtocols

extension Recipe {
    /// A sampler of the chain and the tokens that it sees.
    package struct BoundSampler: Sendable {
        package let sampler: any Sampler
        /// The classes of tokens that the sampler sees; nil for all tokens.
        package let classes: Set<TokenKind>?
    }
}
