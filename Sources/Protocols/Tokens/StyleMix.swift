import MuseMusic

/// A mix of control tokens: in place of a token, a network reads the weighted mean of the embeddings of its parts.
///
/// Source: Mao, Shin and Cottrell, "DeepJ: Style-Specific Music Generation", arXiv:1801.00887. There a style is a
/// distribution over styles, by which the style embeddings are multiplied, and networks are trained on mixtures. Here
/// networks are trained on single tokens.
public struct StyleMix: Hashable, Sendable {
    public struct Part: Hashable, Sendable {
        public let token: TokenID
        /// The weights of all parts add up to 1.
        public let weight: Float
    }

    private var parts: [TokenID: [Part]] = [:]

    public init() {}

    /// The parts that replace a token; nil if the token is not replaced.
    public subscript(token: TokenID) -> [Part]? { parts.isEmpty ? nil : parts[token] }

    /// All replaced tokens with their parts, in the order of the tokens.
    package var replacements: [(token: TokenID, parts: [Part])] {
        parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Replaces a token by the weighted mean of others.
    ///
    /// - Parameter weighted: tokens and their weights, which are normalised.
    /// - Precondition: the weights are positive and finite.
    public mutating func replace(_ token: TokenID, with weighted: [(token: TokenID, weight: Double)]) {
        precondition(weighted.allSatisfy { $0.weight > 0 && $0.weight.isFinite }, "weights \(weighted)")
        // Dividing by the largest weight first keeps the sum from overflowing.
        let largest = weighted.map(\.weight).max() ?? 1
        let sum = weighted.reduce(0) { $0 + $1.weight / largest }
        parts[token] = weighted.map { Part(token: $0.token, weight: Float($0.weight / largest / sum)) }
    }
}
