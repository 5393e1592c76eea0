import MuseNeural
import MuseProtocols
import Testing

/// Matrix products for decoding: shapes that do not fill a tile, and independence of rows.
@Suite struct PackedMatrixTests {
    /// Multiples of 1/64 below 1: bfloat16 values whose products have exact sums in any order.
    private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in Float(random.below(127) - 63) / 64 }
    }

    private static func product(
        _ matrix: PackedMatrix, _ x: [Float], rows: Int, blocks: Range<Int>? = nil
    ) -> [Float] {
        // A gap between the rows, which must not be overwritten.
        let stride = matrix.outputs + 3
        var y = [Float](repeating: 7, count: rows * stride)
        y.withUnsafeMutableBufferPointer {
            guard let target = $0.baseAddress else { return }
            let rounded = RoundedRows(rows: rows, columns: matrix.inputs)
            rounded.read(x, stride: matrix.inputs, rows: rows, matrix.inputs)
            matrix.multiply(
                x, stride: matrix.inputs, rounded: rounded, rows: rows, into: target, stride: stride, blocks: blocks)
        }
        for row in 0..<rows { #expect(y[row * stride + matrix.outputs..<(row + 1) * stride] == [7, 7, 7]) }
        return (0..<rows).flatMap { y[$0 * stride..<$0 * stride + matrix.outputs] }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 18], [1, 15, 16, 17, 33, 100])
    func tailsOfRowsAndOutputs(rows: Int, outputs: Int) {
        for inputs in [1, 2, 37] {
            let w = Self.numbers(outputs * inputs, seed: 1)
            let bias = Self.numbers(outputs, seed: 2)
            let x = Self.numbers(rows * inputs, seed: 3)
            let packed = PackedMatrix(w, outputs: outputs, inputs: inputs, bias: bias, .f32)
            #expect(Self.product(packed, x, rows: rows) == Self.plainProduct(x, w, bias, rows: rows))
            // A weight that is not a bfloat16 value makes all of them take four bytes; it is multiplied by 0.
            var (fine, other) = (w, x)
            fine[0] = 0x1.000002p0
            for r in 0..<rows { other[r * inputs] = 0 }
            let wide = PackedMatrix(fine, outputs: outputs, inputs: inputs, bias: bias, .f32)
            #expect(Self.product(wide, other, rows: rows) == Self.plainProduct(other, w, bias, rows: rows))
        }
    }

    private static func plainProduct(_ x: [Float], _ w: [Float], _ bias: [Float], rows: Int) -> [Float] {
        let inputs = x.count / rows
        var y: [Float] = []
        for r in 0..<rows {
            for o in bias.indices {
                var sum = bias[o]
                for i in 0..<inputs { sum += x[r * inputs + i] * w[o * inputs + i] }
                y.append(sum)
            }
        }
        return y
    }

    @Test(arguments: [false, true], [DecodingPrecision.int16, .f32])
    func rowsHaveTheSameBitsAloneAndAmongOthers(isBF16: Bool, precision: DecodingPrecision) {
        var random = RandomSource(seed: 5)
        let (outputs, inputs) = (72, 50)
        let w = (0..<outputs * inputs).map { _ in
            let value = Float(random.uniform() - 0.5)
            return isBF16 ? Float(bitPattern: value.bitPattern & 0xFFFF_0000) : value
        }
        let x = (0..<20 * inputs).map { _ in Float(random.uniform() - 0.5) }
        let matrix = PackedMatrix(w, outputs: outputs, inputs: inputs, precision)
        let alone = (0..<20).map { Self.product(matrix, Array(x[$0 * inputs..<($0 + 1) * inputs]), rows: 1) }
        for rows in 1...20 { #expect(Self.product(matrix, x, rows: rows) == alone[..<rows].flatMap { $0 }) }
    }

    @Test(arguments: [DecodingPrecision.int16, .f32]) func blocksLeaveOtherOutputsAlone(precision: DecodingPrecision) {
        let w = Self.numbers(40 * 8, seed: 1)
        let x = Self.numbers(2 * 8, seed: 2)
        let matrix = PackedMatrix(w, outputs: 40, inputs: 8, bias: Self.numbers(40, seed: 3), precision)
        #expect(matrix.blockCount == 3)
        #expect(matrix.outputs(of: 2..<3) == 32..<40)
        let all = Self.product(matrix, x, rows: 2)
        for blocks in [0..<1, 1..<3, 2..<3, 0..<0] {
            let some = Self.product(matrix, x, rows: 2, blocks: blocks)
            for i in all.indices {
                #expect(some[i] == (matrix.outputs(of: blocks).contains(i % 40) ? all[i] : 7))
            }
        }
    }
}
