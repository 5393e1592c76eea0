import CKernels

/// The keys and values of one attention head, rounded to 14-bit integers with a scale per position, because reading
/// them dominates the decoding time of long tunes. Pages that are never written use no memory.
///
/// Keys are the weights of a product whose outputs are positions, and values those of a product whose inputs are
/// positions, in the layout of `PackedMatrix`.
package final class CachedHead {
    private let size: Int
    private let capacity: Int
    private let keys, values: UnsafeMutablePointer<Int16>
    private let keyScales, valueScales: UnsafeMutablePointer<Float>

    /// The memory for the attention of a group of queries.
    package final class Scratch {
        fileprivate let scores: RowBuffer
        fileprivate let rounded: RoundedRows

        package init(group: Int, headSize: Int, context: Int) {
            scores = RowBuffer(rows: group, columns: PackedMatrix.wholeBlocks(context))
            rounded = RoundedRows(rows: group, columns: max(headSize, context))
        }
    }

    /// - Parameters:
    ///   - size: D, the number of channels.
    ///   - context: the maximum number of positions.
    package init(size: Int, context: Int) {
        self.size = size
        capacity = PackedMatrix.wholeBlocks(context)
        keys = PackedMatrix.allocate(capacity * PackedMatrix.paddedInputs(size), of: Int16.self)
        values = PackedMatrix.allocate(capacity * PackedMatrix.wholeBlocks(size), of: Int16.self)
        keyScales = PackedMatrix.allocate(capacity, of: Float.self)
        valueScales = PackedMatrix.allocate(capacity, of: Float.self)
    }

    deinit {
        keys.deallocate()
        values.deallocate()
        keyScales.deallocate()
        valueScales.deallocate()
    }

    /// Stores the key and the value of a position, `[D]`.
    package func store(key: UnsafePointer<Float>, value: UnsafePointer<Float>, position: Int) {
        precondition(position < capacity, "position \(position) of \(capacity)")
        muse_pack_output_i16(keys, keyScales + position, key, position, size)
        muse_pack_input_i16(values, valueScales + position, value, size, position, capacity)
    }

    /// Takes over the first `count` positions of another head of the same size.
    package func copy(_ other: CachedHead, count: Int) {
        let positions = PackedMatrix.wholeBlocks(count)
        keys.update(from: other.keys, count: positions * PackedMatrix.paddedInputs(size))
        for channel in stride(from: 0, to: size, by: PackedMatrix.blockSize) {
            (values + channel * capacity).update(
                from: other.values + channel * capacity, count: positions * PackedMatrix.blockSize)
        }
        keyScales.update(from: other.keyScales, count: count)
        valueScales.update(from: other.valueScales, count: count)
    }

    /// Computes the attention of queries over the first `count` positions.
    ///
    /// - Parameters:
    ///   - queries: `[group, D]`.
    ///   - y: receives `[group, D]`.
    ///   - addends: `[group, count]`, added to the scores before scaling.
    package func attend(
        _ queries: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, addends: UnsafePointer<Float>? = nil,
        group: Int, count: Int, _ scratch: Scratch, by kernel: ProductKernel = .best
    ) {
        let (scores, rounded) = (scratch.scores, scratch.rounded)
        func multiply(
            _ weights: UnsafePointer<Int16>, _ scales: UnsafePointer<Float>?, outputs: Int, inputs: Int, capacity: Int,
            into target: UnsafeMutablePointer<Float>, stride: Int
        ) {
            muse_product_i16(
                kernel.kernel, target, stride, rounded.values, rounded.stride, rounded.scales, rounded.scalesStride,
                weights, scales, nil, group, outputs, inputs, capacity)
        }
        rounded.read(queries, stride: size, rows: group, size)
        multiply(
            keys, keyScales, outputs: PackedMatrix.wholeBlocks(count), inputs: size, capacity: size,
            into: scores.values, stride: scores.columns)
        muse_attention_weights(
            scores.values, scores.columns, addends, valueScales, group, count, 1 / Float(size).squareRoot())
        rounded.read(scores.values, stride: scores.columns, rows: group, count)
        multiply(values, nil, outputs: size, inputs: count, capacity: capacity, into: y, stride: size)
    }
}
