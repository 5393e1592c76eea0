import CKernels

/// The angles of rotary position embeddings: position t rotates pair i of a head by `t · base^(-2i / D)`.
package struct RotaryAngles: Sendable {
    let half: Int
    /// `[positions, D / 2]`.
    let cosines: [Float]
    let sines: [Float]

    /// - Parameters:
    ///   - headSize: D, even.
    ///   - positions: the number of positions.
    package init(headSize: Int, positions: Int, base: Double) {
        precondition(headSize % 2 == 0, "rotary positions need an even head size, not \(headSize)")
        half = headSize / 2
        var cosines: [Float] = []
        var sines: [Float] = []
        for position in 0..<positions {
            for i in 0..<half {
                let angle = Double(position) * raise(base, -2 * Double(i) / Double(headSize))
                cosines.append(Float(cosine(angle)))
                sines.append(Float(sine(angle)))
            }
        }
        self.cosines = cosines
        self.sines = sines
    }
}

extension Tape {
    /// Rotates each pair `(i, i + D/2)` of each head in place by the angles of its row's position. Attention scores
    /// then depend on positions only through their distance.
    ///
    /// - Parameters:
    ///   - x: `[B, ·]`; heads of D channels start at column `first`
    ///   - positions: `[B]`
    ///
    /// Backward: the inverse rotation.
    ///
    /// Source: Su et al., "RoFormer", arXiv:2104.09864, in the half-split layout of GPT-NeoX and Llama.
    package func rotate(_ x: Tensor, from first: Int, heads: Int, _ angles: RotaryAngles, _ positions: [Int32]) {
        precondition(first + heads * 2 * angles.half <= x.columns, "\(heads) heads do not fit \(x.columns) columns")
        muse_rotate(
            x.values + first, x.columns, angles.cosines, angles.sines, positions, x.rows, heads, angles.half, 1)
        x.lookups = []
        record {
            muse_rotate(
                x.finishedGradient() + first, x.columns, angles.cosines, angles.sines, positions, x.rows, heads,
                angles.half, -1)
        }
    }
}
