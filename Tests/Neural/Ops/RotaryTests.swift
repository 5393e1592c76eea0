import MuseNeural
import Testing

@Suite struct RotaryTests {
    /// Heads of 4 channels, so that pairs are rotated by t and t / 100 with base 10 000.
    private func rotate(_ positions: [Int32], first: Int = 0, heads: Int = 1) -> (Tape, [Tensor], [Parameter]) -> Tensor
    {
        let angles = RotaryAngles(headSize: 4, positions: 200, base: 10_000)
        return { tape, x, _ in
            let y = tape.add(x[0], x[0])
            tape.rotate(y, from: first, heads: heads, angles, positions)
            return y
        }
    }

    @Test func byHand() {
        // cos 1 = 0.5403023, sin 1 = 0.8414710; cos 0.01 = 0.9999500, sin 0.01 = 0.0099998.
        let trial = Trial(
            inputs: [Matrix(2, 5, [7, 1, 2, 3, 4, 7, 1, 2, 3, 4])], parameters: [], run: rotate([0, 1], first: 1))
        let turned: [Float] = [
            1 * 0.540_302_3 - 3 * 0.841_471, 2 * 0.999_95 - 4 * 0.009_999_8,
            3 * 0.540_302_3 + 1 * 0.841_471, 4 * 0.999_95 + 2 * 0.009_999_8,
        ]
        expect(trial.value(), [14, 2, 4, 6, 8, 14] + turned.map { 2 * $0 })
    }

    @Test func productsDependOnDistancesAlone() {
        func product(_ query: Int32, _ key: Int32) -> Float {
            let x = Matrix(2, 4, seed: 5)
            let y = Trial(inputs: [x], parameters: [], run: rotate([query, key])).value()
            return zip(y[..<4], y[4...]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(abs(product(7, 3) - product(104, 100)) < 1e-4)
        #expect(abs(product(7, 3) - product(3, 7)) > 1e-3)
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(inputs: [Matrix(3, 10, seed: 1)], parameters: [], run: rotate([0, 5, 150], first: 1, heads: 2))
            .expectGradientsOfDifferences()
    }

    @Test func numbersArePyTorchs() throws {
        let reference = try Reference()
        let angles = RotaryAngles(headSize: 6, positions: 10, base: 100)
        let positions = try reference.integers("rotate.positions")
        try Trial(reference, "rotate", inputs: ["x"]) { tape, x, _ in
            tape.rotate(x[0], from: 2, heads: 3, angles, positions)
            return x[0]
        }.expectNumbers(of: reference, "rotate", inputs: [])
        // The op works in place, so the gradient of its input is read through a copy.
        let zero = Matrix(5, 22, [Float](repeating: 0, count: 110))
        var copied = try Trial(reference, "rotate", inputs: ["x"]) { tape, x, _ in
            let y = tape.add(x[0], x[1])
            tape.rotate(y, from: 2, heads: 3, angles, positions)
            return y
        }
        copied.inputs.append(zero)
        try copied.expectNumbers(of: reference, "rotate", inputs: ["x"])
    }
}
