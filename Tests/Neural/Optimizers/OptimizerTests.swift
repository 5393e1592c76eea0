import MuseNeural
import Testing

/// Compares steps with PyTorch's, for a matrix `w` with weight decay and a vector `b` without.
@Suite struct OptimizerTests {
    private let reference: Reference
    private let w, b: Parameter
    private let layout: ParameterLayout
    private let tape = Tape(weights: nil)

    init() throws {
        reference = try Reference()
        var layout = ParameterLayout()
        w = layout.matrix("w", 3, 5, .zero)
        b = layout.vector("b", 4, .zero)
        self.layout = layout
    }

    /// Performs all steps of a case, and compares after each.
    private func expectSteps(
        _ name: String, gradientScale: Float = 1,
        step: (Parameter, Weights, UnsafeMutablePointer<Float>, Int) -> Void
    ) throws {
        let weights = Weights(layout)
        let gradients = Weights(layout)
        for (parameter, own) in [(w, "w"), (b, "b")] {
            for (i, value) in try reference.floats("\(name).\(own)").enumerated() { weights[parameter][i] = value }
            let afterwards = try reference.steps("\(name).\(own)_after")
            for (number, gradient) in try reference.steps("\(name).d\(own)").enumerated() {
                for i in gradient.indices { gradients[parameter][i] = gradient[i] * gradientScale }
                step(parameter, weights, gradients.values, number)
                expect(weights.array(parameter), afterwards[number], within: 2e-6, "\(own) after step \(number + 1)")
                #expect(gradients.array(parameter).allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func adamWTakesPyTorchsSteps() throws {
        let (first, second) = (Weights(layout), Weights(layout))
        try expectSteps("adamw") { parameter, weights, gradient, step in
            AdamW(beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1).update(
                parameter, 0..<parameter.count,
                OptimizerStep(
                    weights: weights, first: first, second: second, gradient: gradient, number: step + 1, rate: 0.02),
                on: tape)
        }
    }

    @Test func adamWUpdatesAParameterInAnyNumberOfParts() throws {
        let (first, second) = (Weights(layout), Weights(layout))
        try expectSteps("adamw", gradientScale: 4) { parameter, weights, gradient, step in
            for part in [0..<1, 1..<3, 3..<parameter.count] {
                AdamW(beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1).update(
                    parameter, part,
                    OptimizerStep(
                        weights: weights, first: first, second: second, gradient: gradient, number: step + 1,
                        rate: 0.02, factor: 0.25), on: tape)
            }
        }
    }

    @Test func sgdTakesPyTorchsSteps() throws {
        let (first, second) = (Weights(layout), Weights(layout))
        try expectSteps("sgd") { parameter, weights, gradient, step in
            SGD(momentum: 0.9, weightDecay: 0.2).update(
                parameter, 0..<parameter.count,
                OptimizerStep(
                    weights: weights, first: first, second: second, gradient: gradient, number: step + 1, rate: 0.1),
                on: tape)
        }
    }

    @Test func sgdWithoutMomentumTakesPyTorchsSteps() throws {
        let (first, second) = (Weights(layout), Weights(layout))
        try expectSteps("sgd_plain", gradientScale: 2) { parameter, weights, gradient, step in
            for part in [0..<2, 2..<parameter.count] {
                SGD(momentum: 0).update(
                    parameter, part,
                    OptimizerStep(
                        weights: weights, first: first, second: second, gradient: gradient, number: step + 1,
                        rate: 0.1, factor: 0.5), on: tape)
            }
        }
    }

    @Test func stochasticallyRoundedWeightsAreBF16ValuesWhateverThePartsAre() {
        func weights(parts: [Range<Int>]) -> [Float] {
            let (weights, first, second, gradient) = (
                Weights(layout), Weights(layout), Weights(layout), Weights(layout)
            )
            for i in 0..<w.count { (weights[w][i], gradient[w][i]) = (Float(i) - 7.1, Float(i % 4) - 1.5) }
            for part in parts {
                AdamW(roundsStochastically: true).update(
                    w, part,
                    OptimizerStep(
                        weights: weights, first: first, second: second, gradient: gradient.values, number: 1,
                        rate: 0.01, seed: 99), on: tape)
            }
            return withExtendedLifetime((first, second, gradient)) { weights.array(w) }
        }
        let whole = weights(parts: [0..<15])
        #expect(whole.allSatisfy { $0.bitPattern & 0xFFFF == 0 })
        #expect(whole == weights(parts: [0..<4, 4..<15]))
    }
}
