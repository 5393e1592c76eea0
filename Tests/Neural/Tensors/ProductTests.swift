import MuseNeural
import Testing

/// Matrix products, through the affine map and its gradients, and with packed factors.
@Suite struct ProductTests {
    /// Rows, inputs and outputs: less than a tile of any kernel, parts of tiles, more than a block in each direction.
    static let shapes = [(1, 1, 1), (13, 3, 33), (15, 1024, 31), (170, 1031, 45), (531, 45, 70)]

    @Test(arguments: shapes, Precision.allCases)
    func productsAreThoseIn64Bits(shape: (rows: Int, inputs: Int, outputs: Int), precision: Precision) {
        let (rows, inputs, outputs) = shape
        let (x, w) = (factor(rows, inputs, precision, seed: 1), factor(outputs, inputs, precision, seed: 2))
        let dy = factor(rows, outputs, precision, seed: 3)
        let found = Trial(
            inputs: [x], parameters: [Matrix(max(outputs, 2), inputs, padded(w.values, to: max(outputs, 2) * inputs))],
            precision: precision
        ) { tape, x, p in tape.affine(x[0], p[0].firstRows(outputs)) }.gradients(dy.values)
        expectSums(found.result, rows, outputs, inputs) { x.values[$0 * inputs + $2] * w.values[$1 * inputs + $2] }
        expectSums(found.inputs[0], rows, inputs, outputs) { dy.values[$0 * outputs + $2] * w.values[$2 * inputs + $1] }
        expectSums(Array(found.parameters[0].prefix(outputs * inputs)), outputs, inputs, rows) {
            dy.values[$2 * outputs + $0] * x.values[$2 * inputs + $1]
        }
    }

    @Test(arguments: [(1, 1), (3, 33), (1031, 70), (512, 192)], Precision.allCases)
    func packedFactorsServeProductsWithAnyNumberOfRows(size: (k: Int, n: Int), precision: Precision) {
        let (k, n) = size
        let (products, pool) = (MatrixProducts(precision), Pool())
        for isTransposed in [false, true] {
            let b = isTransposed ? factor(n, k, precision, seed: 1) : factor(k, n, precision, seed: 1)
            let packed = b.values.withUnsafeBufferPointer {
                products.pack(
                    .init(values: $0.baseAddress!, stride: b.columns, isTransposed: isTransposed), n: n, k: k, in: pool)
            }
            for (m, adds) in [(32, false), (1, true), (45, true), (7, false)] {
                let a = factor(m, k, precision, seed: 2)
                let before = Matrix(m, n, seed: 3)
                var c = before
                c.values.withUnsafeMutableBufferPointer {
                    products.multiply(a.values, packed, m: m, into: $0.baseAddress!, adds: adds)
                }
                let added = zip(c.values, before.values).map { adds ? $0 - $1 : $0 }
                expectSums(added, m, n, k) {
                    a.values[$0 * k + $2] * b.values[isTransposed ? $1 * k + $2 : $2 * n + $1]
                }
            }
        }
    }

    /// Returns random values that are exact in the precision, so that the products of both precisions are the same.
    private func factor(_ rows: Int, _ columns: Int, _ precision: Precision, seed: UInt64) -> Matrix {
        let matrix = Matrix(rows, columns, seed: seed)
        guard precision == .bf16 else { return matrix }
        return Matrix(rows, columns, matrix.values.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) })
    }

    private func expectSums(
        _ found: [Float], _ m: Int, _ n: Int, _ k: Int, _ term: (_ i: Int, _ j: Int, _ k: Int) -> Float
    ) {
        for place in stride(from: 0, to: m * n, by: max(1, m * n / 500)) + [m * n - 1] {
            let (i, j) = (place / n, place % n)
            let sum = (0..<k).reduce(0.0) { $0 + Double(term(i, j, $1)) }
            #expect(abs(Double(found[place]) - sum) < 1e-5 * Double(k) + 1e-5, "\(i), \(j) of \(m) × \(n) × \(k)")
        }
    }

    private func padded(_ values: [Float], to count: Int) -> [Float] {
        values + [Float](repeating: 0, count: count - values.count)
    }
}
