import MuseNeural
import MuseProtocols
import Testing

/// Products of integers against their definition, computed here with integers and doubles.
@Suite struct IntegerProductTests {
    private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in Float(random.normal()) }
    }

    private static func product(
        _ matrix: PackedMatrix, _ x: [Float], rows: Int, by kernel: ProductKernel = .best
    ) -> [Float] {
        let stride = matrix.outputs + 3
        let rounded = RoundedRows(rows: rows, columns: matrix.inputs)
        rounded.read(x, stride: matrix.inputs, rows: rows, matrix.inputs)
        var y = [Float](repeating: 7, count: rows * stride)
        y.withUnsafeMutableBufferPointer {
            guard let target = $0.baseAddress else { return }
            matrix.multiply(
                x, stride: matrix.inputs, rounded: rounded, rows: rows, into: target, stride: stride, by: kernel)
        }
        // The gap between the rows must not be overwritten.
        for row in 0..<rows { #expect(y[row * stride + matrix.outputs..<(row + 1) * stride] == [7, 7, 7]) }
        return (0..<rows).flatMap { y[$0 * stride..<$0 * stride + matrix.outputs] }
    }

    /// Rounds numbers to integers up to `most` in size.
    private static func integers(_ numbers: ArraySlice<Float>, most: Float) -> (values: [Int], scale: Float) {
        let largest = numbers.map(abs).max() ?? 0
        guard largest > 0 else { return (numbers.map { _ in 0 }, 0) }
        let factor = most / largest
        return (numbers.map { Int(($0 * factor).rounded(.toNearestOrEven)) }, largest / most)
    }

    /// The definition, with the order of the floating-point operations that `kernels.h` states.
    private static func plainProduct(_ x: [Float], _ w: [Float], _ bias: [Float], rows: Int) -> [Float] {
        let inputs = x.count / rows
        var y: [Float] = []
        for r in 0..<rows {
            for o in bias.indices {
                let weights = integers(w[o * inputs..<(o + 1) * inputs], most: 8191)
                var sum: Float = 0
                for first in stride(from: 0, to: inputs, by: 32) {
                    let chunk = first..<min(inputs, first + 32)
                    let row = integers(x[r * inputs + chunk.lowerBound..<r * inputs + chunk.upperBound], most: 8191)
                    let dot = zip(chunk, row.values).reduce(0) { $0 + weights.values[$1.0] * $1.1 }
                    let addend = Float(dot) * row.scale
                    sum += addend
                }
                let scaled = sum * weights.scale
                y.append(scaled + bias[o])
            }
        }
        return y
    }

    static let kernels = ProductKernel.allCases.filter(\.isSupported)

    @Test(arguments: kernels, [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 17])
    func isTheDefinitionBitForBit(kernel: ProductKernel, rows: Int) {
        for (outputs, inputs) in [(1, 1), (15, 7), (33, 128), (40, 129), (17, 300)] {
            let w = Self.numbers(outputs * inputs, seed: 1)
            let bias = Self.numbers(outputs, seed: 2)
            let x = Self.numbers(rows * inputs, seed: 3)
            let matrix = PackedMatrix(w, outputs: outputs, inputs: inputs, bias: bias, .int16)
            #expect(Self.product(matrix, x, rows: rows, by: kernel) == Self.plainProduct(x, w, bias, rows: rows))
        }
    }

    /// 32 products of the largest integers, whose sum must not overflow: 32 · 8191² < 2³¹.
    @Test(arguments: kernels) func theLargestSumsAreExact(kernel: ProductKernel) {
        for sign in [Float(1), -1] {
            let w = [Float](repeating: 8191, count: 64)
            let x = [Float](repeating: sign * 8191, count: 64)
            let matrix = PackedMatrix(w, outputs: 1, inputs: 64, .int16)
            #expect(Self.product(matrix, x, rows: 1, by: kernel) == [sign * Float(32 * 8191 * 8191) * 2])
        }
    }

    @Test(arguments: kernels) func rowsOfZerosGiveTheBias(kernel: ProductKernel) {
        let matrix = PackedMatrix([Float](repeating: 0, count: 6), outputs: 2, inputs: 3, bias: [0.5, -2], .int16)
        #expect(Self.product(matrix, [0, 0, 0, 1, 2, 3], rows: 2, by: kernel) == [0.5, -2, 0.5, -2])
    }

    /// A diverged network must be noticed, not decoded as zeros.
    @Test(arguments: [Float.nan, .infinity, -.infinity]) func numbersThatAreNotFiniteReachTheResult(number: Float) {
        let matrix = PackedMatrix([Float](repeating: 1, count: 200), outputs: 1, inputs: 200, .int16)
        for place in [0, 130, 199] {
            var x = [Float](repeating: 1, count: 200)
            x[place] = number
            #expect(Self.product(matrix, x, rows: 1)[0].isNaN)
        }
    }

    /// The errors of weights and of inputs are at most half of 1/8191 of the largest.
    @Test func theErrorIsThatOfRounding() {
        let (outputs, inputs, rows) = (64, 512, 8)
        let w = Self.numbers(outputs * inputs, seed: 4)
        let x = Self.numbers(rows * inputs, seed: 5)
        let y = Self.product(PackedMatrix(w, outputs: outputs, inputs: inputs, .int16), x, rows: rows)
        for r in 0..<rows {
            for o in 0..<outputs {
                let row = x[r * inputs..<(r + 1) * inputs].map(Double.init)
                let weights = w[o * inputs..<(o + 1) * inputs].map(Double.init)
                let weightStep = (weights.map(abs).max() ?? 0) / 8191
                let inputStep = (row.map(abs).max() ?? 0) / 8191
                let exact = zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
                let limit = zip(row, weights).reduce(0) {
                    $0 + abs($1.0) * weightStep / 2 + abs($1.1) * inputStep / 2 + weightStep * inputStep / 4
                }
                #expect(abs(Double(y[r * outputs + o]) - exact) < limit)
            }
        }
    }
}
