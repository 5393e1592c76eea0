import MuseNeural

/// A bidirectional Transformer encoder. Its output is that of the start token.
///
///     h = W table[start, tune]      h = layers(h), rotary positions      output = norm(h)[start]
///
/// Source: Devlin et al., "BERT", NAACL 2019, arXiv:1810.04805, section 3: bidirectional attention with a
/// classification token; as the encoder of a variational autoencoder of music: Jiang et al., "Transformer VAE", ICASSP
/// 2020.
struct AttentionEncoder: TuneEncoder {
    let outputNames = ["whole"]
    private let shape: TransformerShape
    private let projection: Linear
    private let layers: [TransformerLayer]
    private let norm: Norm

    var channels: Int { shape.channels }

    /// - Parameters:
    ///   - inputs: embedding size E.
    ///   - channels: C, a multiple of `2 * heads`.
    init(
        _ vocabularySize: Int, inputs: Int, channels: Int, layers count: Int, heads: Int, dropout: Double,
        in layout: inout ParameterLayout
    ) {
        let shape = TransformerShape(
            vocabularySize: vocabularySize, layers: count, channels: channels, heads: heads, keyHeads: heads,
            hidden: 4 * channels, feedForward: .gelu, norm: .layer, positions: .rotary, hasBiases: true, isTied: true,
            context: 0, isCausal: false, dropout: dropout)
        projection = Linear(
            "encoder.entry", inputs: inputs, outputs: channels, hasBias: false,
            deviation: 1 / Float(inputs).squareRoot(), in: &layout)
        layers = (0..<count).map { TransformerLayer("encoder.layers.\($0).", shape, in: &layout) }
        norm = Norm("encoder.norm", channels: channels, kind: .layer, in: &layout)
        self.shape = shape
    }

    func callAsFunction(_ batch: Batch, _ table: Parameter, on tape: Tape) -> [Tensor] {
        let steps = TimeSteps(lengths: batch.lengths)
        let specialTokens = SpecialTokens(vocabularySize: shape.vocabularySize)
        var tokens: [Int32] = []
        var positions: [Int32] = []
        var starts: [Int32] = []
        for (sequence, length) in batch.lengths.enumerated() {
            starts.append(Int32(tokens.count))
            tokens.append(specialTokens.start)
            for time in 0..<length { tokens.append(max(0, batch.targets[steps.starts[time] + sequence])) }
            for position in 0...length { positions.append(Int32(position)) }
        }
        // Padded to a multiple of 32, as the batch itself, so that few different shapes occur.
        let padding = [Int32](repeating: 0, count: (32 - tokens.count % 32) % 32)
        let angles = RotaryAngles(
            headSize: shape.headSize, positions: (batch.lengths.max() ?? 0) + 1, base: TransformerNetwork.rotaryBase)
        var stream = tape.dropout(
            projection(tape.embedding(table, tokens + padding), on: tape), Float(shape.dropout))
        var added: Tensor?
        for layer in layers {
            (stream, added) = layer(
                stream, added, shape, lengths: batch.lengths.map { $0 + 1 }, rotary: (angles, positions + padding),
                on: tape)
        }
        return [tape.rows(norm(stream, residual: added, on: tape).normed, starts)]
    }
}
