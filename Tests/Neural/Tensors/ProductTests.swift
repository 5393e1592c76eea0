import MuseNeural
import Testing

/// Matrix products, through the affine map and its gradients.
@Suite struct ProductTests {
    /// Rows, inputs and outputs: less than a tile, parts of tiles and panels, and more than a block in each direction.
    /// Rows of 1024 floats are copied before they are multiplied.
    static let shapes = [(1, 1, 1), (13, 3, 33), (15, 1024, 31), (170, 1031, 45), (531, 45, 70)]

    @Test(arguments: shapes, Precision.allCases)
    func productsAreThoseIn64Bits(shape: (rows: Int, inputs: Int, outputs: Int), precision: Precision) {
        let (rows, inputs, outputs) = shape
        func factor(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
            let matrix = Matrix(rows, columns, seed: seed)
            guard precision == .bf16 else { return matrix }
            // Exact in bfloat16, so that both precisions have the same products.
            return Matrix(rows, columns, matrix.values.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) })
        }
        let (x, w) = (factor(rows, inputs, seed: 1), factor(outputs, inputs, seed: 2))
        let dy = factor(rows, outputs, seed: 3)
        let found = Trial(
            inputs: [x], parameters: [Matrix(max(outputs, 2), inputs, padded(w.values, to: max(outputs, 2) * inputs))],
            precision: precision
        ) { tape, x, p in tape.affine(x[0], p[0].firstRows(outputs)) }.gradients(dy.values)
        func expectSums(
            _ found: [Float], _ m: Int, _ n: Int, _ k: Int, _ term: (_ i: Int, _ j: Int, _ k: Int) -> Float
        ) {
            for place in stride(from: 0, to: m * n, by: max(1, m * n / 500)) + [m * n - 1] {
                let (i, j) = (place / n, place % n)
                let sum = (0..<k).reduce(0.0) { $0 + Double(term(i, j, $1)) }
                #expect(abs(Double(found[place]) - sum) < 1e-5 * Double(k) + 1e-5, "\(i), \(j) of \(m) × \(n) × \(k)")
            }
        }
        expectSums(found.result, rows, outputs, inputs) { x.values[$0 * inputs + $2] * w.values[$1 * inputs + $2] }
        expectSums(found.inputs[0], rows, inputs, outputs) { dy.values[$0 * outputs + $2] * w.values[$2 * inputs + $1] }
        expectSums(Array(found.parameters[0].prefix(outputs * inputs)), outputs, inputs, rows) {
            dy.values[$2 * outputs + $0] * x.values[$2 * inputs + $1]
        }
    }

    private func padded(_ values: [Float], to count: Int) -> [Float] {
        values + [Float](repeating: 0, count: count - values.count)
    }
}
