import CKernels

/// A weight matrix packed for decoding: `y = x wᵀ + b` for a few rows. The result of a row does not depend on the other
/// rows.
///
/// A matrix of 32-bit floats whose values are all exact in bfloat16 is stored with two bytes per value. The results are
/// bit-identical.
package final class PackedMatrix: @unchecked Sendable {
    private enum Blocks {
        case f32(UnsafeMutablePointer<Float>)
        case bf16(UnsafeMutablePointer<UInt16>)
        case int16(UnsafeMutablePointer<Int16>, scales: UnsafeMutablePointer<Float>)
    }

    package let outputs: Int
    package let inputs: Int
    private let blocks: Blocks
    private let bias: UnsafeMutablePointer<Float>?

    static let blockSize = Int(MUSE_BLOCK)

    /// - Parameters:
    ///   - w: `[O, I]`.
    ///   - bias: `[O]`.
    package init(
        _ w: UnsafePointer<Float>, outputs: Int, inputs: Int, bias: [Float]? = nil, _ precision: DecodingPrecision
    ) {
        precondition(bias.map { $0.count == outputs } ?? true, "\(bias?.count ?? 0) biases for \(outputs) outputs")
        self.outputs = outputs
        self.inputs = inputs
        self.bias = bias.map { bias in
            let copy = Self.allocate(outputs, of: Float.self)
            for i in bias.indices { copy[i] = bias[i] }
            return copy
        }
        let paddedOutputs = Self.wholeBlocks(outputs)
        switch precision {
        case .int16:
            let packed = Self.allocate(paddedOutputs * Self.paddedInputs(inputs), of: Int16.self)
            let scales = Self.allocate(paddedOutputs, of: Float.self)
            packed.update(repeating: 0, count: paddedOutputs * Self.paddedInputs(inputs))
            scales.update(repeating: 0, count: paddedOutputs)
            for row in 0..<outputs { muse_pack_output_i16(packed, scales + row, w + row * inputs, row, inputs) }
            blocks = .int16(packed, scales: scales)
        case .f32:
            if UnsafeBufferPointer(start: w, count: outputs * inputs).allSatisfy(\.isBF16) {
                let packed = Self.allocate(paddedOutputs * inputs, of: UInt16.self)
                muse_pack_bf16(packed, w, outputs, inputs)
                blocks = .bf16(packed)
            } else {
                let packed = Self.allocate(paddedOutputs * inputs, of: Float.self)
                muse_pack(packed, w, outputs, inputs)
                blocks = .f32(packed)
            }
        }
    }

    /// Packs rows of a parameter of a model.
    ///
    /// - Parameter rows: the rows to pack, in this order; nil for all.
    package convenience init(
        _ weight: Parameter, _ bias: Parameter? = nil, rows: [Range<Int>]? = nil, of weights: Weights,
        _ precision: DecodingPrecision
    ) {
        let bias = bias.map { Array(weights[$0]) }
        guard let rows else {
            self.init(
                weights.values + weight.offset, outputs: weight.rows, inputs: weight.columns, bias: bias, precision)
            return
        }
        let values = weights[weight]
        let chosen = rows.flatMap { values[$0.lowerBound * weight.columns..<$0.upperBound * weight.columns] }
        self.init(
            chosen, outputs: rows.reduce(0) { $0 + $1.count }, inputs: weight.columns,
            bias: bias.map { bias in rows.flatMap { bias[$0] } }, precision)
    }

    package convenience init(
        _ linear: Linear, rows: [Range<Int>]? = nil, of weights: Weights, _ precision: DecodingPrecision
    ) {
        self.init(linear.weight, linear.bias, rows: rows, of: weights, precision)
    }

    deinit {
        bias?.deallocate()
        switch blocks {
        case .f32(let packed): packed.deallocate()
        case .bf16(let packed): packed.deallocate()
        case .int16(let packed, let scales):
            packed.deallocate()
            scales.deallocate()
        }
    }

    /// Whether products need rounded inputs.
    package var roundsInputs: Bool {
        if case .int16 = blocks { true } else { false }
    }

    /// The number of blocks of outputs; the last block may be partial.
    package var blockCount: Int { (outputs + Self.blockSize - 1) / Self.blockSize }

    /// The blocks of a part of the work.
    package func blocks(part: Int, of parts: Int) -> Range<Int> {
        blockCount * part / parts..<blockCount * (part + 1) / parts
    }

    package func outputs(of blocks: Range<Int>) -> Range<Int> {
        min(outputs, blocks.lowerBound * Self.blockSize)..<min(outputs, blocks.upperBound * Self.blockSize)
    }

    /// Computes `y = x wᵀ + b`.
    ///
    /// - Parameters:
    ///   - x: `[rows, I]`, rows `xStride` apart.
    ///   - rounded: the same rows, rounded; ignored for 32-bit floats.
    ///   - y: `[rows, O]`, rows `yStride` apart; overwritten.
    ///   - blocks: the blocks of outputs to compute; nil for all.
    package func multiply(
        _ x: UnsafePointer<Float>, stride xStride: Int, rounded: RoundedRows, rows: Int,
        into y: UnsafeMutablePointer<Float>, stride yStride: Int, blocks range: Range<Int>? = nil,
        by kernel: ProductKernel = .best
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
        case .int16(let packed, let scales):
            muse_product_i16(
                kernel.kernel, y + start, yStride, rounded.values, rounded.stride, rounded.scales,
                rounded.scalesStride, packed + start * Self.paddedInputs(inputs), scales + start, bias, rows,
                outputs.count, inputs, inputs)
        }
    }

    /// Rounds a number of outputs up to whole blocks.
    static func wholeBlocks(_ count: Int) -> Int { (count + blockSize - 1) / blockSize * blockSize }

    static func paddedInputs(_ inputs: Int) -> Int { (inputs + 7) / 8 * 8 }

    static func allocate<Number>(_ count: Int, of type: Number.Type) -> UnsafeMutablePointer<Number> {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Number>.stride, alignment: Pool.alignment)
        return memory.bindMemory(to: type, capacity: max(count, 1))
    }
}
