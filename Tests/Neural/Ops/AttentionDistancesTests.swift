import MuseNeural
import Testing

/// Causal attention with relative positions.
@Suite struct AttentionDistancesTests {
    private func attention(
        heads: Int, keyHeads: Int, size: Int, window: Int, _ lengths: [Int]
    ) -> (Tape, [Tensor], [Parameter]) -> Tensor {
        let shape = AttentionShape(heads: heads, keyHeads: keyHeads, headSize: size, window: window)
        return { tape, x, p in tape.attention(x[0], shape, lengths: lengths, distances: p[0]) }
    }

    @Test func byHand() {
        // One head of one channel: query, key, value. All keys are 0, so only the distances count: 0 for the row itself
        // and ln 3 for the one before; the third query is doubled.
        let x = Matrix(4, 3, [1, 0, 8, 1, 0, 4, 2, 0, 6, 9, 9, 9])
        let table = Matrix(3, 1, [0, 1.098_612_3, -100])
        let trial = Trial(
            inputs: [x], parameters: [table], run: attention(heads: 1, keyHeads: 1, size: 1, window: 3, [3]))
        expect(trial.value(), [8, 0.75 * 8 + 0.25 * 4, 0.9 * 4 + 0.1 * 6, 0])
        // Second row, dy = 1: dp = (8, 4), their mean 7, ds = (¾ · 1, ¼ · -3); e[1] gets the first, e[0] the second.
        let found = trial.gradients([0, 1, 0, 0])
        expect(found.parameters[0], [-0.75, 0.75, 0])
        expect(found.inputs[0], [0, 0.75, 0.75, 0.75 * 1.098_612_3, -0.75, 0.25, 0, 0, 0, 0, 0, 0])
    }

    @Test func aTableOfZerosChangesNothing() {
        let shape = AttentionShape(heads: 2, keyHeads: 1, headSize: 2, window: 200)
        let x = Matrix(150, 8, seed: 3)
        let with = Trial(inputs: [x], parameters: [Matrix(400, 2, [Float](repeating: 0, count: 800))]) {
            $0.attention($1[0], shape, lengths: [140, 10], distances: $2[0])
        }
        let without = Trial(inputs: [x], parameters: []) { tape, x, _ in
            tape.attention(x[0], shape, lengths: [140, 10])
        }
        #expect(with.value() == without.value())
    }

    @Test(arguments: [1, 2, 4], [9, 3]) func gradientsAreThoseOfDifferences(keyHeads: Int, window: Int) {
        Trial(
            inputs: [Matrix(9, (4 + 2 * keyHeads) * 2, seed: 4)], parameters: [Matrix(4 * window, 2, seed: 8)],
            run: attention(heads: 4, keyHeads: keyHeads, size: 2, window: window, [5, 1, 2])
        ).expectGradientsOfDifferences()
    }

    @Test(arguments: [142, 50]) func gradientsAcrossBlocksAreThoseOfDifferences(window: Int) {
        Trial(
            inputs: [Matrix(142, 8, seed: 5)], parameters: [Matrix(2 * window, 2, seed: 9)],
            run: attention(heads: 2, keyHeads: 1, size: 2, window: window, [70, 3, 68])
        ).expectGradientsOfDifferences()
    }

    @Test(arguments: [
        ("distances", 2, 2, 10, [3, 1, 5]), ("distances_groups", 4, 2, 6, [6, 4]),
        ("distances_blocks", 2, 1, 70, [70, 3]), ("distances_window", 2, 1, 40, [100]),
    ])
    func numbersArePyTorchs(name: String, heads: Int, keyHeads: Int, window: Int, lengths: [Int]) throws {
        let reference = try Reference()
        try Trial(
            reference, name, inputs: ["x"], parameters: ["e"],
            run: attention(heads: heads, keyHeads: keyHeads, size: 4, window: window, lengths)
        ).expectNumbers(of: reference, name, inputs: ["x"], parameters: ["e"])
    }
}
