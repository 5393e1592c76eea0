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

    /// The distance in floats between the values of two positions: `headSize`, rounded up to full vectors.
    package static func valueStride(headSize: Int) -> Int { roundedUp(headSize) }

    /// The number of positions to allocate for the keys of a context, and for the scores of one head: `context`,
    /// rounded up to full vectors.
    package static func keyPositions(context: Int) -> Int { roundedUp(context) }

    private static func roundedUp(_ count: Int) -> Int {
        (count + Int(MUSE_KEYS) - 1) / Int(MUSE_KEYS) * Int(MUSE_KEYS)
    }

    /// Appends the key and the value of a position to the cache, as 16-bit floats.
    package static func store(
        key: UnsafePointer<Float>, value: UnsafePointer<Float>, position: Int, headSize: Int,
        keys: UnsafeMutablePointer<UInt16>, values: UnsafeMutablePointer<UInt16>
    ) {
        muse_keep_key(keys, key, headSize, position)
        muse_to_f16(values + position * valueStride(headSize: headSize), value, headSize)
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

    /// Computes attention for the queries of one position that share a key head, over the keys and values up to that
    /// position.
    ///
    /// - Parameters:
    ///   - addends: `[group, count]`, added to the scores before scaling.
    ///   - scratch: `keyPositions(context:)` floats.
    ///   - isPortable: avoids the processor's instructions for 16-bit floats.
    package static func attend(
        _ q: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, keys: UnsafePointer<UInt16>,
        values: UnsafePointer<UInt16>, addends: UnsafePointer<Float>? = nil, group: Int, headSize: Int, count: Int,
        scratch: UnsafeMutablePointer<Float>, isPortable: Bool = false
    ) {
        let scale = 1 / Float(headSize).squareRoot()
        if isPortable {
            muse_attend_portable(y, q, keys, values, addends, group, headSize, count, scale, scratch)
        } else {
            muse_attend(y, q, keys, values, addends, group, headSize, count, scale, scratch)
        }
    }
}
