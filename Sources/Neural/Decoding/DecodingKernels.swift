import CKernels

/// Steps of decoding on plain rows: the same formulas as the ops of the same names, forward alone.
package enum DecodingKernels {
    package static func norm(
        _ x: UnsafePointer<Float>, rows: Int, _ norm: Norm, of weights: Weights, into y: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        muse_norm(
            y, nil, norm.bias == nil ? nil : scratch, scratch + rows, x, nil, weights.values + norm.gain.offset,
            norm.bias.map { UnsafePointer(weights.values + $0.offset) }, rows, norm.gain.columns, norm.epsilon)
    }

    package static func add(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ count: Int) {
        muse_add(y, x, count)
    }

    package static func gelu(
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        muse_gelu(y, scratch, x, count)
    }

    package static func swiGLU(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, _ count: Int)
    {
        muse_swiglu(y, x, rows, count)
    }

    package static func rotate(
        _ x: UnsafeMutablePointer<Float>, stride: Int, heads: Int, _ angles: RotaryAngles, _ positions: [Int32]
    ) {
        muse_rotate(x, stride, angles.cosines, angles.sines, positions, positions.count, heads, angles.half, 1)
    }

    /// Gates row by row, in PyTorch's order; cell and hidden are replaced by the next ones.
    package static func lstm(
        _ gates: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>,
        _ channels: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        scratch.update(from: cell, count: channels)
        muse_lstm(gates, cell, hidden, scratch, 1, channels, channels)
    }

    package static func gru(
        _ gates: UnsafeMutablePointer<Float>, recurrent: UnsafePointer<Float>, hidden: UnsafeMutablePointer<Float>,
        _ channels: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        scratch.update(from: hidden, count: channels)
        muse_gru(gates, recurrent, hidden, scratch, 1, channels, channels, channels)
    }

    package static func logSoftmax(
        _ x: UnsafePointer<Float>, stride: Int, rows: Int, count: Int, into y: UnsafeMutablePointer<Float>
    ) {
        muse_log_softmax(y, x, rows, count, stride)
    }

    package static func roundToBF16(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<UInt16>, _ count: Int) {
        muse_to_bf16(y, x, count)
    }

    /// What the queries of one position that share a key head have to do with the distances to all positions up to it.
    ///
    /// - Parameters:
    ///   - table: of distances, `[H · context, D]`; `firstHead` is the first query's.
    ///   - y: gets `[group, count]`, the position itself last.
    package static func distances(
        _ q: UnsafePointer<Float>, _ table: Parameter, of weights: Weights, firstHead: Int, group: Int, context: Int,
        count: Int, into y: UnsafeMutablePointer<Float>
    ) {
        let d = table.columns
        for head in 0..<group {
            let rows = weights.values + table.offset + (firstHead + head) * context * d
            muse_distance_scores(y + head * count, q + head * d, rows, d, count)
        }
    }

    /// The queries of one position that share a key head, over the keys and values up to it.
    ///
    /// - Parameter addends: `[group, count]`, added to the scores before they are scaled.
    package static func attend(
        _ q: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, keys: UnsafePointer<UInt16>,
        values: UnsafePointer<UInt16>, addends: UnsafePointer<Float>? = nil, group: Int, headSize: Int, count: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        muse_attend(y, q, keys, values, addends, group, headSize, count, 1 / Float(headSize).squareRoot(), scratch)
    }
}
