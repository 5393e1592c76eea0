import MuseMusic

/// Control tokens that a network reads as a weighted mean: in place of one of them, the embeddings of its parts are
/// averaged.
///
/// Source: Mao, Shin and Cottrell, "DeepJ: Style-Specific Music Generation", arXiv:1801.00887: a style is a
/// distribution over styles that the network's embedding of styles is multiplied with. There networks are trained with
/// mixtures; here they have seen each token alone.
public struct StyleMix: Hashable, Sendable {
    public struct Part: Hashable, Sendable {
        public let token: TokenID
        /// Those of all parts add up to 1.
        public let weight: Float
    }

    private var parts: [TokenID: [Part]] = [:]

    public init() {}

    /// The parts that replace a token; nil for the token itself.
    public subscript(token: TokenID) -> [Part]? { parts.isEmpty ? nil : parts[token] }

    /// Replaces a token by the mean of others.
    ///
    /// - Parameter weighted: tokens and their weights, each above 0 and finite. How large they are together does not
    ///   matter.
    public mutating func read(_ token: TokenID, as weighted: [(token: TokenID, weight: Double)]) {
        precondition(weighted.allSatisfy { $0.weight > 0 && $0.weight.isFinite }, "weights \(weighted)")
        // Divided by the largest first, so that no sum is too large for a number.
        let largest = weighted.map(\.weight).max() ?? 1
        let sum = weighted.reduce(0) { $0 + $1.weight / largest }
        parts[token] = weighted.map { Part(token: $0.token, weight: Float($0.weight / largest / sum)) }
    }
}
