package import MuseProtocols

/// Why a tune could not be decoded to its end: the fault of a component, never of a recipe.
package struct DecodingFailure: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// The grammar bars every token though the tune is not ended.
        case nothingAllowed
        /// The model gives a token that may come next a score that is no logarithm of a probability.
        case badScore(token: TokenID, score: String)
        /// The model rules out every token that may come next.
        case everythingRuledOut
        /// The sampler chain barred every token, or made a score NaN or infinite.
        case chainLeftNothing
        /// The grammar did not end the tune in time.
        case unfinished(maxTokens: Int)
    }

    package let reason: Reason
    /// From 0.
    package let tune: Int
    /// From 0.
    package let candidate: Int
    /// Tokens decoded before.
    package let step: Int
}

extension DecodingFailure: CustomStringConvertible {
    package var description: String {
        let fault =
            switch reason {
            case .nothingAllowed: "the grammar allows no token, though the tune is not ended"
            case .badScore(let token, let score): "the model scores token \(token) with \(score)"
            case .everythingRuledOut: "the model rules out every token that the grammar allows"
            case .chainLeftNothing: "the sampler chain leaves no token that can be drawn"
            case .unfinished(let maxTokens): "the grammar did not end the tune within \(maxTokens) tokens"
            }
        return "tune \(tune + 1), candidate \(candidate + 1), step \(step + 1): \(fault)"
    }
}
