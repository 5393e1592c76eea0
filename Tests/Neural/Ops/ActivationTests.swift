import MuseNeural
import Testing

/// GELU and SwiGLU.
@Suite struct ActivationTests {
    private func gelu(_ tape: Tape, _ x: [Tensor], _: [Parameter]) -> Tensor { tape.gelu(x[0]) }
    private func swiGLU(_ tape: Tape, _ x: [Tensor], _: [Parameter]) -> Tensor { tape.swiGLU(x[0]) }

    @Test func geluByHand() {
        let trial = Trial(inputs: [Matrix(1, 5, [0, 1, -1, 20, -20])], parameters: [], run: gelu)
        // ½ (1 + tanh(0.7978846 · 1.044715)) = 0.8411920
        expect(trial.value(), [0, 0.841_192, -0.158_808, 20, 0])
        // The slope is ½ at 0, and approaches 1 and 0 far from 0; at 1 it is ½ (1 + t) + ½ (1 - t²) · 0.7978846 (1 + 3
        // · 0.044715) with t = 0.682384.
        expect(trial.gradients([2, 1, 0, 3, 3]).inputs[0], [1, 1.082_964, 0, 3, 0])
    }

    @Test func swiGLUByHand() {
        // Two rows of gate, gate, up, up: silu(ln 3) = ¾ ln 3.
        let ln3: Float = 1.098_612_3
        let trial = Trial(inputs: [Matrix(2, 4, [0, ln3, 5, 4, -ln3, 30, 2, 3])], parameters: [], run: swiGLU)
        expect(trial.value(), [0, 3 * ln3, -0.5 * ln3, 90])
        // silu'(0) = ½; up's gradient is silu(gate).
        let found = trial.gradients([1, 0, 0, 1]).inputs[0]
        expect(found, [2.5, 0, 0, 0, 0, 3, 0, 30])
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(inputs: [Matrix(4, 6, seed: 1)], parameters: [], run: gelu).expectGradientsOfDifferences()
        Trial(inputs: [Matrix(4, 6, seed: 1)], parameters: [], run: swiGLU).expectGradientsOfDifferences()
    }

    @Test func gradientsAreAddedToThoseOfOtherUses() {
        Trial(inputs: [Matrix(4, 6, seed: 1)], parameters: []) { tape, x, _ in
            tape.add(tape.swiGLU(x[0]), tape.swiGLU(tape.add(tape.gelu(x[0]), x[0])))
        }.expectGradientsOfDifferences()
    }

    @Test func numbersArePyTorchs() throws {
        let reference = try Reference()
        try Trial(reference, "gelu", inputs: ["x"], run: gelu).expectNumbers(of: reference, "gelu", inputs: ["x"])
        try Trial(reference, "swiglu", inputs: ["x"], run: swiGLU).expectNumbers(of: reference, "swiglu", inputs: ["x"])
    }
}
