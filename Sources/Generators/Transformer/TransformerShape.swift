package import MuseNeural

/// The hyperparameters of a Transformer.
package struct TransformerShape: Sendable, Equatable {
    package enum Positions: String, CaseIterable, Sendable { case rotary, learned, relative }
    package enum FeedForward: String, CaseIterable, Sendable { case gelu, swiglu }

    package var vocabularySize: Int
    package var layers: Int
    package var channels: Int
    package var heads: Int
    package var keyHeads: Int
    /// The feed-forward width.
    package var hidden: Int
    package var feedForward: FeedForward
    package var norm: Norm.Kind
    package var normEpsilon: Double
    /// Whether queries and keys are normalised head by head.
    package var normsQueriesAndKeys: Bool
    package var positions: Positions
    /// The number of values of each clock feature; empty for none.
    package var clock: [Int]
    package var hasBiases: Bool
    /// Whether the input and output embeddings are shared.
    package var isTied: Bool
    /// The context length.
    package var context: Int
    /// Whether attention is causal instead of bidirectional.
    package var isCausal: Bool
    package var dropout: Double

    package init(
        vocabularySize: Int, layers: Int, channels: Int, heads: Int, keyHeads: Int, hidden: Int,
        feedForward: FeedForward, norm: Norm.Kind, normEpsilon: Double = 1e-5,
        normsQueriesAndKeys: Bool = false, positions: Positions, clock: [Int] = [], hasBiases: Bool, isTied: Bool,
        context: Int, isCausal: Bool = true, dropout: Double
    ) {
        self.vocabularySize = vocabularySize
        self.layers = layers
        self.channels = channels
        self.heads = heads
        self.keyHeads = keyHeads
        self.hidden = hidden
        self.feedForward = feedForward
        self.norm = norm
        self.normEpsilon = normEpsilon
        self.normsQueriesAndKeys = normsQueriesAndKeys
        self.positions = positions
        self.clock = clock
        self.hasBiases = hasBiases
        self.isTied = isTied
        self.context = context
        self.isCausal = isCausal
        self.dropout = dropout
    }

    package var headSize: Int { channels / heads }
    package var attention: AttentionShape {
        AttentionShape(heads: heads, keyHeads: keyHeads, headSize: headSize, window: context, isCausal: isCausal)
    }
}
