import MuseNeural
import Testing

@Suite struct AttentionTests {
    private func attention(
        heads: Int, keyHeads: Int, size: Int, window: Int = 1000, isCausal: Bool = true, _ lengths: [Int]
    ) -> (Tape, [Tensor], [Parameter]) -> Tensor {
        let shape = AttentionShape(heads: heads, keyHeads: keyHeads, headSize: size, window: window, isCausal: isCausal)
        return { tape, x, _ in tape.attention(x[0], shape, lengths: lengths) }
    }

    @Test func byHand() {
        // One head of one channel: query, key, value. Scores of the second row: 1 · 0 and 1 · ln 3.
        let x = Matrix(3, 3, [5, 0, 8, 1, 1.098_612_3, 4, 9, 9, 9])
        let trial = Trial(inputs: [x], parameters: [], run: attention(heads: 1, keyHeads: 1, size: 1, [2]))
        // The first row attends to itself, the second to a quarter of the first, the third is padding.
        expect(trial.value(), [8, 0.25 * 8 + 0.75 * 4, 0])
        // dv = p; dp = (8, 4), their mean 5: ds = (¼ · 3, ¾ · -1); dq = ds k, dk = ds q.
        expect(
            trial.gradients([0, 1, 1]).inputs[0],
            [0, 0.75, 0.25, -0.75 * 1.098_612_3, -0.75, 0.75, 0, 0, 0])
    }

    @Test func bothWaysByHand() {
        // Both rows have scores of 0 and ln 3: a quarter of the first value, and three of the second.
        let x = Matrix(3, 3, [1, 0, 8, 1, 1.098_612_3, 4, 9, 9, 9])
        let run = attention(heads: 1, keyHeads: 1, size: 1, window: 1, isCausal: false, [2])
        let trial = Trial(inputs: [x], parameters: [], run: run)
        expect(trial.value(), [5, 5, 0])
        // As with causal attention, from the first row only: dv = p, ds = (¼ · 3, ¾ · -1).
        expect(
            trial.gradients([1, 0, 1]).inputs[0],
            [-0.75 * 1.098_612_3, 0.75, 0.25, 0, -0.75, 0.75, 0, 0, 0])
    }

    @Test func everyRowAttendsToItsWholeSequenceAndNoOther() {
        let run = attention(heads: 2, keyHeads: 1, size: 2, window: 1, isCausal: false, [150, 5])
        let trial = Trial(inputs: [Matrix(155, 8, seed: 3)], parameters: [], run: run)
        let value = trial.value()
        for row in [0, 64, 149] {
            var other = trial
            // One value of the only key head.
            other.inputs[0].values[row * 8 + 6] += 30
            let moved = other.value()
            #expect((0..<150).allSatisfy { moved[$0 * 4] != value[$0 * 4] })
            #expect(moved[600...] == value[600...])
        }
    }

    @Test(arguments: [[5, 1, 2], [70, 3, 68]]) func gradientsBothWaysAreThoseOfDifferences(lengths: [Int]) {
        Trial(
            inputs: [Matrix(lengths.reduce(1, +), 8, seed: 4)], parameters: [],
            run: attention(heads: 2, keyHeads: 1, size: 2, isCausal: false, lengths)
        ).expectGradientsOfDifferences()
    }

    @Test func aWindowOfOneGivesEachRowItsOwnValue() {
        let x = Matrix(100, 6, seed: 2)
        let trial = Trial(inputs: [x], parameters: [], run: attention(heads: 1, keyHeads: 1, size: 2, window: 1, [100]))
        expect(trial.value(), (0..<100).flatMap { x.values[(6 * $0 + 4)..<(6 * $0 + 6)] })
    }

    @Test func sequencesDoNotAttendToEachOther() {
        let run = attention(heads: 2, keyHeads: 1, size: 2, [70, 5])
        let trial = Trial(inputs: [Matrix(75, 8, seed: 3)], parameters: [], run: run)
        var other = trial
        for i in 0..<(70 * 8) { other.inputs[0].values[i] += 1 }
        #expect(trial.value()[(70 * 4)...] == other.value()[(70 * 4)...])
        #expect(trial.value()[..<(70 * 4)] != other.value()[..<(70 * 4)])
    }

    @Test func attentionIsCausal() {
        let run = attention(heads: 2, keyHeads: 1, size: 2, [150])
        let trial = Trial(inputs: [Matrix(150, 8, seed: 3)], parameters: [], run: run)
        for row in [1, 63, 64, 65, 127, 128, 149] {
            var other = trial
            for i in (row * 8)..<(150 * 8) { other.inputs[0].values[i] -= 2 }
            expect(Array(other.value()[..<(row * 4)]), Array(trial.value()[..<(row * 4)]), within: 1e-6)
            #expect(trial.value()[(row * 4)...] != other.value()[(row * 4)...])
        }
    }

    @Test(arguments: [1, 2, 4], [1000, 3]) func gradientsAreThoseOfDifferences(keyHeads: Int, window: Int) {
        Trial(
            inputs: [Matrix(9, (4 + 2 * keyHeads) * 2, seed: 4)], parameters: [],
            run: attention(heads: 4, keyHeads: keyHeads, size: 2, window: window, [5, 1, 2])
        ).expectGradientsOfDifferences()
    }

    @Test(arguments: [1000, 50]) func gradientsAcrossBlocksAreThoseOfDifferences(window: Int) {
        Trial(
            inputs: [Matrix(142, 8, seed: 5)], parameters: [],
            run: attention(heads: 2, keyHeads: 1, size: 2, window: window, [70, 3, 68])
        ).expectGradientsOfDifferences()
    }

    @Test func gradientsAreAddedToThoseOfOtherUses() {
        let run = attention(heads: 1, keyHeads: 1, size: 2, [3, 2])
        Trial(inputs: [Matrix(6, 6, seed: 6)], parameters: [Matrix(2, 6, seed: 7)]) { tape, x, p in
            tape.add(run(tape, [x[0]], []), tape.affine(x[0], p[0]))
        }.expectGradientsOfDifferences()
    }

    @Test(arguments: [
        ("attention", 2, 2, 100, [3, 1, 5]), ("attention_groups", 4, 2, 100, [4, 6]),
        ("attention_blocks", 2, 1, 1000, [150, 3, 65]), ("attention_window", 2, 1, 40, [150, 3, 65]),
        ("attention_short_window", 2, 2, 3, [9, 2]), ("attention_both_ways", 4, 2, 0, [150, 3, 65]),
    ])
    func numbersArePyTorchs(name: String, heads: Int, keyHeads: Int, window: Int, lengths: [Int]) throws {
        let reference = try Reference()
        try Trial(
            reference, name, inputs: ["x"],
            run: attention(
                heads: heads, keyHeads: keyHeads, size: 4, window: window, isCausal: window > 0, lengths)
        ).expectNumbers(of: reference, name, inputs: ["x"])
    }
}
