import CKernels

/// Forward-only versions of the ops for decoding, on raw rows of floats.
package enum DecodingKernels {
    package static func norm(
        _ x: UnsafePointer<Float>, rows: Int, _ norm: Norm, of weights: Weights, into y: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        muse_norm(
            y, nil, norm.bias == nil ? nil : scratch, scratch + rows, x, nil, weights.values + norm.gain.offset,
            norm.bias.map { UnsafePointer(weights.values + $0.offset) }, rows, norm.gain.columns, norm.epsilon)
    }

    /// Normalises each head of each row in place.
    package static func normHeads(
        _ x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, heads: Int, _ norm: Norm, of weights: Weights
    ) {
        muse_norm_heads(
            x, stride, nil, nil, weights.values + norm.gain.offset, rows, heads, norm.gain.columns, norm.epsilon)
    }

    package static func add(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ count: Int) {
        muse_add(y, x, count)
    }

    /// Applies GELU in place.
    package static func gelu(_ y: UnsafeMutablePointer<Float>, stride: Int, rows: Int, _ count: Int) {
        muse_gelu_rows(y, stride, rows, count)
    }

    /// Computes `silu(gate) · up` in place of the gate.
    package static func swiGLU(
        _ gate: UnsafeMutablePointer<Float>, up: UnsafePointer<Float>, stride: Int, rows: Int, _ count: Int
    ) {
        muse_swiglu_rows(gate, up, stride, rows, count)
    }

    package static func rotate(
        _ x: UnsafeMutablePointer<Float>, stride: Int, heads: Int, _ angles: RotaryAngles, _ positions: [Int32]
    ) {
        muse_rotate(x, stride, angles.cosines, angles.sines, positions, positions.count, heads, angles.half, 1)
    }

    /// Computes one step of a row. The gates are in PyTorch's order; the next state overwrites `cell` and `hidden`.
    package static func lstm(
        _ gates: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>,
        _ channels: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        scratch.update(from: cell, count: channels)
        muse_lstm(gates, cell, hidden, scratch, channels, 1)
    }

    /// Computes one step of a row. The gates are in PyTorch's order; the next state overwrites `hidden`.
    package static func gru(
        _ gates: UnsafeMutablePointer<Float>, recurrent: UnsafePointer<Float>, hidden: UnsafeMutablePointer<Float>,
        _ channels: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        scratch.update(from: hidden, count: channels)
        muse_gru_row(gates, recurrent, hidden, scratch, channels)
    }

    package static func logSoftmax(
        _ x: UnsafePointer<Float>, stride: Int, rows: Int, count: Int, into y: UnsafeMutablePointer<Float>
    ) {
        muse_log_softmax(y, x, rows, count, stride)
    }

    /// Computes the relative-position scores of the queries that share a key head: each query times the embeddings of
    /// its distances to all positions up to its own.
    ///
    /// - Parameters:
    ///   - table: `[group · context, D]`, embeddings of distances.
    ///   - y: receives `[group, count]`, the position itself last.
    package static func distances(
        _ q: UnsafePointer<Float>, table: UnsafePointer<Float>, headSize: Int, group: Int, context: Int, count: Int,
        into y: UnsafeMutablePointer<Float>
    ) {
        for head in 0..<group {
            muse_distance_scores(
                y + head * count, q + head * headSize, table + head * context * headSize, headSize, count)
        }
    }
}
