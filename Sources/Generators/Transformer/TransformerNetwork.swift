package import MuseNeural

/// A decoder-only pre-norm Transformer.
///
///     h = table[token] (+ position[t]) (+ clock_i[feature_i[t]] for each clock feature)
///     h = h + attention(norm(h))      h = h + feedforward(norm(h))      for each layer
///     logits = norm(h) outputᵀ
///
/// Source: Vaswani et al., arXiv:1706.03762; pre-norm: Xiong et al., arXiv:2002.04745; scaled initialisation of the
/// residual layers: Radford et al., GPT-2, 2019, section 2.3.
package struct TransformerNetwork: Network {
    package let shape: TransformerShape
    package let layout: ParameterLayout
    /// The embedding table, `[V + 4, C]`; the last rows belong to the special tokens.
    let table: Parameter
    /// The table of learned positions, `[context, C]`.
    let positionTable: Parameter?
    /// The embedding table of each clock feature, `[values, C]`.
    let clockTables: [Parameter]
    let layers: [TransformerLayer]
    let finalNorm: Norm
    let output: Parameter
    let angles: RotaryAngles?

    static let rotaryBase = 10_000.0

    package var rowOrder: Batch.RowOrder { .bySequence }

    package init(_ shape: TransformerShape) {
        var layout = ParameterLayout()
        self.init(shape, in: &layout)
    }

    /// Creates a network as a part of another, whose layout it extends.
    ///
    /// - Parameter prefix: the prefix of the parameter names.
    init(_ shape: TransformerShape, prefix: String = "", in layout: inout ParameterLayout) {
        let c = shape.channels
        let deviation: Float = 0.02
        table = layout.matrix(
            prefix + "embedding.weight", shape.vocabularySize + SpecialTokens.count, c, .normal(deviation: deviation))
        positionTable =
            shape.positions == .learned
            ? layout.matrix(prefix + "positions.weight", shape.context, c, .normal(deviation: deviation), decays: false)
            : nil
        clockTables = shape.clock.enumerated().map { feature, size in
            layout.matrix("\(prefix)clock.\(feature).weight", size, c, .normal(deviation: deviation), decays: false)
        }
        layers = (0..<shape.layers).map { TransformerLayer("\(prefix)layers.\($0).", shape, in: &layout) }
        finalNorm = Norm(prefix + "norm", channels: c, kind: shape.norm, epsilon: shape.normEpsilon, in: &layout)
        output =
            shape.isTied
            ? table.firstRows(shape.vocabularySize)
            : layout.matrix(prefix + "output.weight", shape.vocabularySize, c, .normal(deviation: deviation))
        angles =
            shape.positions == .rotary
            ? RotaryAngles(headSize: shape.headSize, positions: shape.context, base: Self.rotaryBase) : nil
        self.shape = shape
        self.layout = layout
    }

    package func logits(_ batch: Batch, on tape: Tape) -> Tensor {
        tape.affine(states(batch, inputs: batch.inputs, on: tape), output)
    }

    /// Computes the normalised output of the last layer.
    ///
    /// - Parameters:
    ///   - inputs: the input token of each row
    ///   - layerInputs: `[B, C]` for each layer, added to the residual stream before it; empty for none
    /// - Returns: `[B, C]`
    func states(_ batch: Batch, inputs: [Int32], layerInputs: [Tensor] = [], on tape: Tape) -> Tensor {
        let dropout = Float(shape.dropout)
        var stream = tape.embedding(table, inputs)
        if let positionTable { stream = tape.add(stream, tape.embedding(positionTable, batch.positions)) }
        for (table, values) in zip(clockTables, batch.clockFeatures) {
            stream = tape.add(stream, tape.embedding(table, values))
        }
        stream = tape.dropout(stream, dropout)
        // The output of the previous sublayer, which the next norm adds to the stream.
        var added: Tensor?
        for (i, layer) in layers.enumerated() {
            if !layerInputs.isEmpty { added = added.map { tape.add($0, layerInputs[i]) } ?? layerInputs[i] }
            (stream, added) = layer(
                stream, added, shape, lengths: batch.lengths, rotary: angles.map { ($0, batch.positions) }, on: tape)
        }
        return finalNorm(stream, residual: added, on: tape).normed
    }
}
