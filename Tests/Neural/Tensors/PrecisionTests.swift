import MuseNeural
import Testing

@Suite struct PrecisionTests {
    /// Rounding is to nearest, ties to even.
    private func bf16(_ x: Float) -> Float {
        Float(bitPattern: (x.bitPattern + 0x7FFF + (x.bitPattern >> 16 & 1)) & 0xFFFF_0000)
    }

    private func bf16(_ matrix: Matrix) -> Matrix { Matrix(matrix.rows, matrix.columns, matrix.values.map(bf16)) }

    private func affine(_ x: Matrix, _ w: Matrix, _ precision: Precision) -> Trial {
        Trial(inputs: [x], parameters: [w], precision: precision) { tape, x, p in tape.affine(x[0], p[0]) }
    }

    private let x = Matrix(32, 48, seed: 1)
    private let w = Matrix(64, 48, seed: 2)
    private let dy = Matrix(32, 64, seed: 3)

    @Test func factorsAreRoundedTiesToEven() {
        // 1 + 2⁻⁸ is halfway between 1 and 1 + 2⁻⁷, 1 + 3 · 2⁻⁸ halfway between that and 1 + 2⁻⁶.
        let x = Matrix(5, 1, [1 + 0x1p-8, 1 + 0x1.8p-7, 1 + 0x1.1p-8, -1 - 0x1p-8, 3])
        let expected: [Float] = [1, 1 + 0x1p-6, 1 + 0x1p-7, -1, 3]
        #expect(affine(x, Matrix(2, 1, [1, 2]), .bf16).value() == expected.flatMap { [$0, 2 * $0] })
    }

    /// Sums are in 32-bit floats, in the order of the product. On a processor with bf16 instructions, this compares
    /// them with the path of processors without.
    @Test func productsAreThoseOfRoundedFactors() {
        let tolerance: Float = Precision.hasBF16 ? 1e-4 : 0
        let found = affine(x, w, .bf16).gradients(dy.values)
        let rounded = affine(bf16(x), bf16(w), .f32).gradients(dy.values.map(bf16))
        expect(found.result, rounded.result, within: tolerance)
        expect(found.inputs[0], rounded.inputs[0], within: tolerance)
        expect(found.parameters[0], rounded.parameters[0], within: tolerance)
        // The reference, in 64 bits.
        let (a, b) = (bf16(x).values, bf16(w).values)
        for (row, column) in [(0, 0), (3, 17), (31, 63)] {
            let sum = (0..<48).reduce(0.0) { $0 + Double(a[row * 48 + $1]) * Double(b[column * 48 + $1]) }
            #expect(abs(Double(found.result[row * 64 + column]) - sum) < 1e-4)
        }
    }

    @Test func productsAreNearThoseOfFloats() {
        let exact = affine(x, w, .f32).gradients(dy.values)
        let found = affine(x, w, .bf16).gradients(dy.values)
        // Two factors of at most 1.5 each, each with a relative error of at most 2⁻⁸.
        let bound: Float = 48 * 1.5 * 1.5 * (0x1p-7 + 0x1p-16)
        for (one, other) in zip(exact.result, found.result) { #expect(abs(one - other) < bound) }
        #expect(exact.result != found.result)
        // Much less on average, because errors cancel.
        let squares = zip(exact.result, found.result).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        #expect((squares / Double(exact.result.count)).squareRoot() < 0.05)
    }

    @Test func attentionAndCellsWorkInBF16() {
        let shape = AttentionShape(heads: 2, keyHeads: 1, headSize: 4, window: 50)
        var attention = Trial(inputs: [Matrix(80, 16, seed: 4)], parameters: []) { tape, x, _ in
            tape.attention(x[0], shape, lengths: [70, 7])
        }
        var lstm = Trial(
            inputs: [Matrix(7, 4, seed: 5)],
            parameters: [Matrix(24, 4, seed: 6), Matrix(24, 6, seed: 7), Matrix(1, 24, seed: 8)]
        ) { tape, x, p in tape.lstm(x[0], p[0], p[1], p[2], TimeSteps(lengths: [4, 2, 1])) }
        for i in 0..<2 {
            var trial = i == 0 ? attention : lstm
            let dy = trial.value().indices.map { Float($0 % 5) / 4 - 0.5 }
            let exact = trial.gradients(dy)
            trial.precision = .bf16
            let found = trial.gradients(dy)
            expect(found.result, exact.result, within: 0.03)
            expect(found.inputs[0], exact.inputs[0], within: 0.06)
            for (one, other) in zip(found.parameters, exact.parameters) { expect(one, other, within: 0.06) }
        }
        attention.precision = .bf16
        lstm.precision = .bf16
        #expect(attention.value() == attention.value() && lstm.value() == lstm.value())
    }
}
