import MuseNeural

/// A pre-norm Transformer layer: attention and feed-forward sublayers with residual connections.
///
/// A class, because decoders read it several times per token and a copy would count references to each parameter.
final class TransformerLayer: Sendable {
    let attentionNorm: Norm
    /// Query, key and value projections in one matrix: `[(H + 2K) D, C]`.
    let attentionIn: Linear
    /// Norms of the queries and of the keys of each head.
    let headNorms: HeadNorms?
    /// Relative-position table, `[H · context, D]`: one row per head and distance to the key.
    let distances: Parameter?
    let attentionOut: Linear
    let feedForwardNorm: Norm
    /// For SwiGLU: gate, then up projection, `[2F, C]`.
    let feedForwardIn: Linear
    let feedForwardOut: Linear

    struct HeadNorms: Sendable {
        let queries, keys: Norm
    }

    /// - Parameter name: the prefix of the parameter names.
    init(_ name: String, _ shape: TransformerShape, in layout: inout ParameterLayout) {
        let c = shape.channels
        let deviation: Float = 0.02
        let addedDeviation = deviation / Float(2 * shape.layers).squareRoot()
        func norm(_ part: String, _ channels: Int, _ kind: Norm.Kind) -> Norm {
            Norm(name + part, channels: channels, kind: kind, epsilon: shape.normEpsilon, in: &layout)
        }
        func linear(_ part: String, _ inputs: Int, _ maps: [Int], _ deviation: Float) -> Linear {
            Linear(
                name + part, inputs: inputs, outputs: maps.reduce(0, +), hasBias: shape.hasBiases, deviation: deviation,
                maps: maps, in: &layout)
        }
        let keys = shape.keyHeads * shape.headSize
        attentionNorm = norm("attention_norm", c, shape.norm)
        attentionIn = linear("attention.qkv", c, [c, keys, keys], deviation)
        headNorms =
            shape.normsQueriesAndKeys
            ? HeadNorms(
                queries: norm("attention.query_norm", shape.headSize, .rms),
                keys: norm("attention.key_norm", shape.headSize, .rms)) : nil
        distances =
            shape.positions == .relative
            ? layout.matrix(
                name + "attention.distances.weight", shape.heads * shape.context, shape.headSize,
                .normal(deviation: deviation), decays: false) : nil
        attentionOut = linear("attention.output", c, [c], addedDeviation)
        feedForwardNorm = norm("feed_forward_norm", c, shape.norm)
        feedForwardIn = linear(
            "feed_forward.input", c, [Int](repeating: shape.hidden, count: shape.feedForward == .swiglu ? 2 : 1),
            deviation)
        feedForwardOut = linear("feed_forward.output", shape.hidden, [c], addedDeviation)
    }

    /// - Parameters:
    ///   - stream: the residual stream, `[B, C]`
    ///   - added: output of the previous layer, which the first norm adds to the stream
    ///   - lengths: lengths of the sequences, which are concatenated
    ///   - rotary: angles of the rotary positions, and the positions of the rows
    /// - Returns: the residual stream, and the output that has yet to be added to it
    func callAsFunction(
        _ stream: Tensor, _ added: Tensor?, _ shape: TransformerShape, lengths: [Int],
        rotary: (angles: RotaryAngles, positions: [Int32])?, on tape: Tape
    ) -> (stream: Tensor, added: Tensor?) {
        let dropout = Float(shape.dropout)
        let attended = attentionNorm(stream, residual: added, on: tape)
        let qkv = attentionIn(attended.normed, on: tape)
        if let headNorms {
            func apply(_ norm: Norm, from first: Int, heads: Int) {
                tape.normHeads(qkv, from: first * shape.headSize, heads: heads, norm.gain, epsilon: norm.epsilon)
            }
            apply(headNorms.queries, from: 0, heads: shape.heads)
            apply(headNorms.keys, from: shape.heads, heads: shape.keyHeads)
        }
        if let rotary {
            tape.rotate(qkv, from: 0, heads: shape.heads + shape.keyHeads, rotary.angles, rotary.positions)
        }
        let heads = tape.attention(qkv, shape.attention, lengths: lengths, distances: distances)
        let attentionOutput = tape.dropout(attentionOut(heads, on: tape), dropout)

        let fed = feedForwardNorm(attended.sum, residual: attentionOutput, on: tape)
        let inner = feedForwardIn(fed.normed, on: tape)
        let active = shape.feedForward == .gelu ? tape.gelu(inner) : tape.swiGLU(inner)
        return (fed.sum, tape.dropout(feedForwardOut(active, on: tape), dropout))
    }
}
