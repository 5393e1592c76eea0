import MuseNeural

/// The sizes and choices that make a Transformer.
struct TransformerShape: Sendable, Equatable {
    enum Positions: String, CaseIterable, Sendable { case rotary, learned }
    enum FeedForward: String, CaseIterable, Sendable { case gelu, swiglu }

    var vocabularySize: Int
    var layers: Int
    var channels: Int
    var heads: Int
    var keyHeads: Int
    /// Channels between the two maps of a feed-forward layer.
    var hidden: Int
    var feedForward: FeedForward
    var norm: Norm.Kind
    var positions: Positions
    var hasBiases: Bool
    /// Input and output share one table.
    var isTied: Bool
    /// Tokens that a position sees, its own included.
    var context: Int
    var dropout: Double

    var headSize: Int { channels / heads }
    var attention: AttentionShape {
        AttentionShape(heads: heads, keyHeads: keyHeads, headSize: headSize, window: context)
    }
}
