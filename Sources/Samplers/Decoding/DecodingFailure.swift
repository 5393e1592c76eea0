package import MuseProtocols

/// The failure to decode a tune to its end. It is a fault of a component, never of a recipe.
package struct DecodingFailure: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// The grammar allows no token although the tune has not ended.
        case nothingAllowed
        /// The model gives an allowed token a score of NaN or infinity.
        case badScore(token: TokenID, score: String)
        /// The model rules out every token that the grammar allows.
        case everythingRuledOut
        /// The sampler chain masked every token, or made a score NaN or infinite.
        case chainLeftNothing
        /// The grammar did not end the tune within the maximum number of tokens.
        case unfinished(maxTokens: Int)
    }

    package let reason: Reason
    /// The index of the tune, from 0.
    package let tune: Int
    /// The index of the candidate, from 0.
    package let candidate: Int
    /// The number of tokens decoded before.
    package let step: Int
}

extension DecodingFailure: CustomStringConvertible {
    package var description: String {
        let fault =
            switch reason {
            case .nothingAllowed: "the grammar allows no token, although the tune has not ended"
            case .badScore(let token, let score): "the model scores token \(token) with \(score)"
            case .everythingRuledOut: "the model rules out every token that the grammar allows"
            case .chainLeftNothing: "the sampler chain leaves no token that can be sampled"
            case .unfinished(let maxTokens): "the grammar did not end the tune within \(maxTokens) tokens"
            }
        return "tune \(tune + 1), candidate \(candidate + 1), step \(step + 1): \(fault)"
    }
}
