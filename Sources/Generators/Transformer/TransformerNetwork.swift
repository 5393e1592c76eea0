package import MuseNeural
import MuseProtocols

/// A decoder-only Transformer, norms before each part.
///
///     h = table[token] (+ place[t]) (+ hand[clock[t]] for each hand)
///     h = h + attention(norm(h))      h = h + feedforward(norm(h))      for each layer
///     scores = norm(h) tableᵀ
///
/// Source: Vaswani et al., arXiv:1706.03762; norms first: Xiong et al., arXiv:2002.04745; scaled start of what is added
/// to the stream: Radford et al., GPT-2, 2019, section 2.3.
package struct TransformerNetwork: Network {
    struct Layer: Sendable {
        let attentionNorm: Norm
        /// Queries, keys and values in one map: `[(H + 2K) D, C]`.
        let attentionIn: Linear
        /// `[H · context, D]`: of each head and distance to a key.
        let distances: Parameter?
        let attentionOut: Linear
        let feedForwardNorm: Norm
        /// For SwiGLU gate, then up: `[2F, C]`.
        let feedForwardIn: Linear
        let feedForwardOut: Linear
    }

    package let shape: TransformerShape
    package let layout: ParameterLayout
    /// `[V + 4, C]`: the last rows are the symbols'.
    let table: Parameter
    let places: Parameter?
    /// For each hand of the clock: `[positions of the hand, C]`.
    let hands: [Parameter]
    let layers: [Layer]
    let finalNorm: Norm
    let output: Parameter
    let angles: RotaryAngles?

    static let rotaryBase = 10_000.0

    package var rowOrder: Batch.RowOrder { .bySequence }

    package init(_ shape: TransformerShape) {
        var layout = ParameterLayout()
        let c = shape.channels
        let deviation: Float = 0.02
        let addedDeviation = deviation / Float(2 * shape.layers).squareRoot()
        table = layout.matrix(
            "embedding.weight", shape.vocabularySize + Symbols.count, c, .normal(deviation: deviation))
        places =
            shape.positions == .learned
            ? layout.matrix("positions.weight", shape.context, c, .normal(deviation: deviation), decays: false) : nil
        hands = shape.clock.enumerated().map { hand, size in
            layout.matrix("clock.\(hand).weight", size, c, .normal(deviation: deviation), decays: false)
        }
        layers = (0..<shape.layers).map { i in
            let name = "layers.\(i)."
            func norm(_ part: String) -> Norm {
                Norm(name + part, channels: c, kind: shape.norm, epsilon: shape.normEpsilon, in: &layout)
            }
            func linear(_ part: String, _ inputs: Int, _ outputs: Int, _ deviation: Float) -> Linear {
                Linear(
                    name + part, inputs: inputs, outputs: outputs, hasBias: shape.hasBiases, deviation: deviation,
                    in: &layout)
            }
            let gates = shape.feedForward == .swiglu ? 2 : 1
            return Layer(
                attentionNorm: norm("attention_norm"),
                attentionIn: linear("attention.qkv", c, (shape.heads + 2 * shape.keyHeads) * shape.headSize, deviation),
                distances: shape.positions == .relative
                    ? layout.matrix(
                        name + "attention.distances.weight", shape.heads * shape.context, shape.headSize,
                        .normal(deviation: deviation), decays: false) : nil,
                attentionOut: linear("attention.output", c, c, addedDeviation),
                feedForwardNorm: norm("feed_forward_norm"),
                feedForwardIn: linear("feed_forward.input", c, gates * shape.hidden, deviation),
                feedForwardOut: linear("feed_forward.output", shape.hidden, c, addedDeviation))
        }
        finalNorm = Norm("norm", channels: c, kind: shape.norm, epsilon: shape.normEpsilon, in: &layout)
        output =
            shape.isTied
            ? table.firstRows(shape.vocabularySize)
            : layout.matrix("output.weight", shape.vocabularySize, c, .normal(deviation: deviation))
        angles =
            shape.positions == .rotary
            ? RotaryAngles(headSize: shape.headSize, positions: shape.context, base: Self.rotaryBase) : nil
        self.shape = shape
        self.layout = layout
    }

    package func logits(_ batch: Batch, on tape: Tape) -> Tensor {
        let dropout = Float(shape.dropout)
        var stream = tape.embedding(table, batch.inputs)
        if let places { stream = tape.add(stream, tape.embedding(places, batch.positions)) }
        for (hand, shown) in zip(hands, batch.hands) { stream = tape.add(stream, tape.embedding(hand, shown)) }
        stream = tape.dropout(stream, dropout)
        // What the part before adds to the stream: the sum is taken by the norm that follows.
        var added: Tensor?
        for layer in layers {
            let attended = layer.attentionNorm(stream, residual: added, on: tape)
            stream = attended.sum
            let qkv = layer.attentionIn(attended.normed, on: tape)
            if let angles {
                tape.rotate(qkv, from: 0, heads: shape.heads + shape.keyHeads, angles, batch.positions)
            }
            let heads = tape.causalAttention(qkv, shape.attention, lengths: batch.lengths, distances: layer.distances)
            added = tape.dropout(layer.attentionOut(heads, on: tape), dropout)

            let fed = layer.feedForwardNorm(stream, residual: added, on: tape)
            stream = fed.sum
            let inner = layer.feedForwardIn(fed.normed, on: tape)
            let active = shape.feedForward == .gelu ? tape.gelu(inner) : tape.swiGLU(inner)
            added = tape.dropout(layer.feedForwardOut(active, on: tape), dropout)
        }
        return tape.affine(finalNorm(stream, residual: added, on: tape).normed, output)
    }
}
