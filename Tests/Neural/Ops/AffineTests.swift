import MuseNeural
import Testing

@Suite struct AffineTests {
    private func affine(bias: Bool) -> (Tape, [Tensor], [Parameter]) -> Tensor {
        { tape, x, p in tape.affine(x[0], p[0], bias ? p[1] : nil) }
    }

    @Test func byHand() {
        let x = Matrix(2, 2, [1, 2, 3, 4])
        let w = Matrix(3, 2, [1, 0, 0, 1, 1, -1])
        let trial = Trial(inputs: [x], parameters: [w, Matrix(1, 3, [10, 20, 30])], run: affine(bias: true))
        #expect(trial.value() == [11, 22, 29, 13, 24, 29])
        let plain = Trial(inputs: [x], parameters: [w], run: affine(bias: false))
        #expect(plain.value() == [1, 2, -1, 3, 4, -1])
        // dx = dy w, dw = dyᵀ x, db = Σ dy.
        let found = trial.gradients([1, 2, 3, 4, 5, 6])
        #expect(found.inputs == [[4, -1, 10, -1]])
        #expect(found.parameters == [[13, 18, 17, 24, 21, 30], [5, 7, 9]])
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(
            inputs: [Matrix(5, 7, seed: 1)], parameters: [Matrix(18, 7, seed: 2), Matrix(1, 18, seed: 3)],
            run: affine(bias: true)
        ).expectGradientsOfDifferences()
    }

    @Test func gradientsOfInputsAndWeightsUsedTwiceAddUp() {
        Trial(inputs: [Matrix(3, 4, seed: 1)], parameters: [Matrix(4, 4, seed: 2), Matrix(1, 4, seed: 3)]) {
            tape, x, p in
            tape.add(tape.affine(tape.affine(x[0], p[0], p[1]), p[0], p[1]), tape.affine(x[0], p[0]))
        }.expectGradientsOfDifferences()
    }

    @Test func numbersArePyTorchs() throws {
        let reference = try Reference()
        try Trial(reference, "affine", inputs: ["x"], parameters: ["w", "b"], run: affine(bias: true))
            .expectNumbers(of: reference, "affine", inputs: ["x"], parameters: ["w", "b"])
        try Trial(reference, "affine_plain", inputs: ["x"], parameters: ["w"], run: affine(bias: false))
            .expectNumbers(of: reference, "affine_plain", inputs: ["x"], parameters: ["w"])
    }
}
