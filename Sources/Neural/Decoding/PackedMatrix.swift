import CKernels

/// A weight matrix laid out for decoding: `y = x wᵀ + b` for a few rows, each of which comes out the same whatever the
/// others are.
package final class PackedMatrix: @unchecked Sendable {
    package let outputs: Int
    package let inputs: Int
    private let weights: UnsafeMutablePointer<Float>
    private let bias: UnsafeMutablePointer<Float>?

    /// - Parameter bias: `[O]`.
    package init(_ w: UnsafePointer<Float>, outputs: Int, inputs: Int, bias: UnsafePointer<Float>? = nil) {
        self.outputs = outputs
        self.inputs = inputs
        let blocks = (outputs + Int(MUSE_BLOCK) - 1) / Int(MUSE_BLOCK)
        weights = Self.allocate(blocks * Int(MUSE_BLOCK) * inputs)
        muse_pack(weights, w, outputs, inputs)
        if let bias {
            let copy = Self.allocate(outputs)
            copy.update(from: bias, count: outputs)
            self.bias = copy
        } else {
            self.bias = nil
        }
    }

    /// Of a model's weights.
    package convenience init(_ weight: Parameter, _ bias: Parameter? = nil, of weights: Weights) {
        self.init(
            weights.values + weight.offset, outputs: weight.rows, inputs: weight.columns,
            bias: bias.map { UnsafePointer(weights.values + $0.offset) })
    }

    package convenience init(_ linear: Linear, of weights: Weights) {
        self.init(linear.weight, linear.bias, of: weights)
    }

    deinit {
        weights.deallocate()
        bias?.deallocate()
    }

    /// - Parameters:
    ///   - x: `[rows, I]`, rows `xStride` apart.
    ///   - y: `[rows, O]`, rows `yStride` apart; overwritten.
    package func multiply(
        _ x: UnsafePointer<Float>, stride xStride: Int, rows: Int, into y: UnsafeMutablePointer<Float>,
        stride yStride: Int
    ) {
        let blocks = (outputs + Int(MUSE_BLOCK) - 1) / Int(MUSE_BLOCK)
        muse_packed_product(y, yStride, x, xStride, weights, bias, rows, outputs, inputs, 0, blocks)
    }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: Pool.alignment)
        return memory.bindMemory(to: Float.self, capacity: max(count, 1))
    }
}
