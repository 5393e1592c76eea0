import MuseNeural
import Testing

/// Layer norm (with a bias) and root-mean-square norm (without), each with and without a residual. The sum is used
/// alone, in addition to the norm, or not at all.
@Suite struct NormaliseTests {
    enum Use: CaseIterable, Sendable { case normed, both }

    private func norm(residual: Bool, bias: Bool, _ use: Use = .normed) -> (Tape, [Tensor], [Parameter]) -> Tensor {
        { tape, x, p in
            let (sum, normed) = tape.norm(
                x[0], residual: residual ? x[1] : nil, p[0], bias ? p[1] : nil, epsilon: 1e-5)
            return use == .both ? tape.add(normed, sum) : normed
        }
    }

    @Test func layerNormByHand() {
        // Mean 2, variance 4: (-2, 2) / 2 · (1, 3) + (10, 20).
        let trial = Trial(
            inputs: [Matrix(1, 2, [0, 4])], parameters: [Matrix(1, 2, [1, 3]), Matrix(1, 2, [10, 20])],
            run: norm(residual: false, bias: true))
        expect(trial.value(), [9, 23])
        // Two channels are normalised to ±1 whatever their values: their gradient is 0.
        let found = trial.gradients([5, 7])
        expect(found.inputs[0], [0, 0])
        expect(found.parameters[0], [-5, 7])
        expect(found.parameters[1], [5, 7])
    }

    @Test func rootMeanSquareNormByHand() {
        // Squares 9 and 41 have the mean 25: (3, √41) / 5 · (2, 10).
        let trial = Trial(
            inputs: [Matrix(1, 2, [3, 0]), Matrix(1, 2, [0, 6.403_124_3])], parameters: [Matrix(1, 2, [2, 10])],
            run: norm(residual: true, bias: false))
        expect(trial.value(), [1.2, 12.806_249])
        expect(trial.gradients([1, 0]).parameters[0], [0.6, 0])
    }

    @Test(arguments: [false, true], Use.allCases) func gradientsAreThoseOfDifferences(residual: Bool, use: Use) {
        let inputs = residual ? [Matrix(3, 6, seed: 1), Matrix(3, 6, seed: 2)] : [Matrix(3, 6, seed: 1)]
        let (gain, bias) = (Matrix(1, 6, seed: 3), Matrix(1, 6, seed: 4))
        Trial(inputs: inputs, parameters: [gain, bias], run: norm(residual: residual, bias: true, use))
            .expectGradientsOfDifferences()
        Trial(inputs: inputs, parameters: [gain], run: norm(residual: residual, bias: false, use))
            .expectGradientsOfDifferences()
    }

    @Test func aStreamGoesThroughSeveralNorms() {
        // As in a Transformer: the sum of one norm is the input of the next.
        Trial(
            inputs: [Matrix(3, 6, seed: 1)],
            parameters: [Matrix(1, 6, seed: 2), Matrix(1, 6, seed: 3), Matrix(6, 6, seed: 4)]
        ) { tape, x, p in
            let one = tape.norm(x[0], p[0], nil, epsilon: 1e-5)
            let two = tape.norm(one.sum, residual: tape.affine(one.normed, p[2]), p[1], nil, epsilon: 1e-5)
            return tape.norm(two.sum, residual: tape.affine(two.normed, p[2]), p[0], nil, epsilon: 1e-5).normed
        }.expectGradientsOfDifferences()
    }

    /// The norm of heads works in place, so it gets a copy.
    private func normHeads(first: Int, heads: Int) -> (Tape, [Tensor], [Parameter]) -> Tensor {
        { tape, x, p in
            let y = tape.add(x[0], x[0])
            tape.normHeads(y, from: first, heads: heads, p[0], epsilon: 1e-5)
            return y
        }
    }

    @Test func headsAreNormalisedByHand() {
        // After the first column, (3, 4) and (0, 2) are doubled; their root mean squares are then √50 and √8.
        let trial = Trial(
            inputs: [Matrix(1, 6, [7, 3, 4, 0, 2, 9])], parameters: [Matrix(1, 2, [1, 3])],
            run: normHeads(first: 1, heads: 2))
        expect(trial.value(), [14, 0.848_528, 3.394_113, 0, 4.242_641, 18])
        expect(trial.gradients([0, 1, 0, 0, 1, 0]).parameters[0], [0.848_528, 1.414_214])
    }

    @Test func gradientsOfHeadsAreThoseOfDifferences() {
        Trial(
            inputs: [Matrix(3, 10, seed: 1)], parameters: [Matrix(1, 4, seed: 3)], run: normHeads(first: 1, heads: 2)
        ).expectGradientsOfDifferences()
    }

    @Test(arguments: [false, true]) func numbersArePyTorchs(bias: Bool) throws {
        let reference = try Reference()
        let kind = bias ? "layer_norm" : "rms_norm"
        let parameters = bias ? ["gain", "bias"] : ["gain"]
        // y = norm(2 x) + x
        try Trial(reference, kind, inputs: ["x"], parameters: parameters) { [self] tape, x, p in
            tape.add(norm(residual: false, bias: bias)(tape, [tape.add(x[0], x[0])], p), x[0])
        }.expectNumbers(of: reference, kind, inputs: ["x"], parameters: parameters)
        try Trial(
            reference, kind + "_residual", inputs: ["x", "residual"], parameters: parameters,
            run: norm(residual: true, bias: bias, .both)
        ).expectNumbers(of: reference, kind + "_residual", inputs: ["x", "residual"], parameters: parameters)
    }
}
