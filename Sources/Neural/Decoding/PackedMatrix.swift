import CKernels

/// A weight matrix packed for decoding: `y = x wᵀ + b` for a few rows. The result of a row does not depend on the other
/// rows.
///
/// Memory bandwidth limits decoding, so a matrix whose values are all exact in bfloat16 is stored with two bytes per
/// value. The results are bit-identical.
package final class PackedMatrix: @unchecked Sendable {
    private enum Blocks {
        case f32(UnsafeMutablePointer<Float>)
        case bf16(UnsafeMutablePointer<UInt16>)
    }

    package let outputs: Int
    package let inputs: Int
    private let blocks: Blocks
    private let bias: UnsafeMutablePointer<Float>?

    private static let blockSize = Int(MUSE_BLOCK)

    /// - Parameters:
    ///   - w: `[O, I]`.
    ///   - bias: `[O]`.
    package init(_ w: UnsafePointer<Float>, outputs: Int, inputs: Int, bias: [Float]? = nil) {
        precondition(bias.map { $0.count == outputs } ?? true, "\(bias?.count ?? 0) biases for \(outputs) outputs")
        self.outputs = outputs
        self.inputs = inputs
        self.bias = bias.map { bias in
            let copy = Self.allocate(outputs, of: Float.self)
            for i in bias.indices { copy[i] = bias[i] }
            return copy
        }
        let count = (outputs + Self.blockSize - 1) / Self.blockSize * Self.blockSize * inputs
        let values = UnsafeBufferPointer(start: w, count: outputs * inputs)
        if values.allSatisfy(\.isBF16) {
            let packed = Self.allocate(count, of: UInt16.self)
            muse_pack_bf16(packed, w, outputs, inputs)
            blocks = .bf16(packed)
        } else {
            let packed = Self.allocate(count, of: Float.self)
            muse_pack(packed, w, outputs, inputs)
            blocks = .f32(packed)
        }
    }

    /// Packs a parameter of a model.
    package convenience init(_ weight: Parameter, _ bias: Parameter? = nil, of weights: Weights) {
        self.init(
            weights.values + weight.offset, outputs: weight.rows, inputs: weight.columns,
            bias: bias.map { Array(weights[$0]) })
    }

    package convenience init(_ linear: Linear, of weights: Weights) {
        self.init(linear.weight, linear.bias, of: weights)
    }

    deinit {
        bias?.deallocate()
        switch blocks {
        case .f32(let packed): packed.deallocate()
        case .bf16(let packed): packed.deallocate()
        }
    }

    /// The number of blocks of outputs; the last block may be partial.
    package var blockCount: Int { (outputs + Self.blockSize - 1) / Self.blockSize }

    package func outputs(of blocks: Range<Int>) -> Range<Int> {
        blocks.lowerBound * Self.blockSize..<min(outputs, blocks.upperBound * Self.blockSize)
    }

    /// Computes `y = x wᵀ + b`.
    ///
    /// - Parameters:
    ///   - x: `[rows, I]`, rows `xStride` apart.
    ///   - y: `[rows, O]`, rows `yStride` apart; overwritten.
    ///   - blocks: the blocks of outputs to compute; nil for all.
    package func multiply(
        _ x: UnsafePointer<Float>, stride xStride: Int, rows: Int, into y: UnsafeMutablePointer<Float>,
        stride yStride: Int, blocks range: Range<Int>? = nil
    ) {
        let range = range ?? 0..<blockCount
        let outputs = outputs(of: range)
        let start = range.lowerBound * Self.blockSize
        let bias = bias.map { UnsafePointer($0 + start) }
        switch blocks {
        case .f32(let packed):
            muse_packed_product(
                y + start, yStride, x, xStride, packed + start * inputs, bias, rows, outputs.count, inputs)
        case .bf16(let packed):
            muse_packed_product_bf16(
                y + start, yStride, x, xStride, packed + start * inputs, bias, rows, outputs.count, inputs)
        }
    }

    private static func allocate<Number>(_ count: Int, of type: Number.Type) -> UnsafeMutablePointer<Number> {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Number>.stride, alignment: Pool.alignment)
        return memory.bindMemory(to: type, capacity: max(count, 1))
    }
}
