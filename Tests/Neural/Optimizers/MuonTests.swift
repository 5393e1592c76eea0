import MuseNeural
import MuseProtocols
import Testing

@Suite struct MuonTests {
    private let tape = Tape(weights: nil)

    private func muon(momentum: Double = 0.95, weightDecay: Double = 0, rounds: Bool = false) -> Muon {
        Muon(
            momentum: momentum, weightDecay: weightDecay,
            other: AdamW(weightDecay: weightDecay, roundsStochastically: rounds), otherRate: 0.5)
    }

    /// Performs a step on all parts of a parameter.
    private func step(
        _ optimizer: Muon, _ parameter: Parameter, _ state: (weights: Weights, first: Weights, second: Weights),
        _ gradient: Weights, number: Int = 1, rate: Double = 0.02
    ) {
        for part in optimizer.parts(of: parameter) {
            optimizer.update(
                part.parameter, part.range,
                OptimizerStep(
                    weights: state.weights, first: state.first, second: state.second, gradient: gradient.values,
                    number: number, rate: rate, seed: 5), on: tape)
        }
    }

    @Test func itTakesPyTorchsSteps() throws {
        let reference = try Reference()
        var layout = ParameterLayout()
        let w = layout.matrix("w", 12, 5, .zero, maps: [9, 3])
        let (state, gradient) = ((Weights(layout), Weights(layout), Weights(layout)), Weights(layout))
        for (i, value) in try reference.floats("muon.w").enumerated() { state.0[w][i] = value }
        let afterwards = try reference.steps("muon.w_after")
        for (number, values) in try reference.steps("muon.dw").enumerated() {
            for i in values.indices { gradient[w][i] = values[i] }
            step(muon(weightDecay: 0.1), w, state, gradient, number: number + 1)
            expect(state.0.array(w), afterwards[number], within: 1e-5, "after step \(number + 1)")
            #expect(gradient.array(w).allSatisfy { $0 == 0 })
        }
    }

    @Test func aDiagonalMomentumMovesEachWeightByAboutTheRate() {
        // Its singular values are 3, 1 and 0.2; each becomes 0.7 to 1.2 and keeps its sign.
        var layout = ParameterLayout()
        let w = layout.matrix("w", 3, 3, .zero, maps: [3])
        let (state, gradient) = ((Weights(layout), Weights(layout), Weights(layout)), Weights(layout))
        for (i, value) in [3, -1, 0.2].enumerated() { gradient[w][4 * i] = Float(value) }
        step(muon(), w, state, gradient, rate: 0.5)
        for row in 0..<3 {
            for column in 0..<3 {
                let moved = state.0[w][3 * row + column] / 0.5 * (row == 1 ? 1 : -1)
                #expect(row == column ? (0.6...1.25).contains(moved) : abs(moved) < 1e-5, "\(row), \(column)")
            }
        }
    }

    @Test func aGradientOfZerosOnlyDecaysTheWeights() {
        var layout = ParameterLayout()
        let w = layout.matrix("w", 2, 3, .one, maps: [2])
        let (state, gradient) = ((Weights(layout), Weights(layout), Weights(layout)), Weights(layout))
        for i in 0..<6 { state.0[w][i] = 1 }
        step(muon(weightDecay: 0.5), w, state, gradient, rate: 0.1)
        expect(state.0.array(w), [Float](repeating: 0.95, count: 6), within: 1e-6)
    }

    @Test func embeddingsAndVectorsTakeAdamWsSteps() {
        var layout = ParameterLayout()
        let parameters = [layout.matrix("table", 3, 4, .zero), layout.vector("bias", 4, .zero)]
        let (state, gradient) = ((Weights(layout), Weights(layout), Weights(layout)), Weights(layout))
        let (other, same) = ((Weights(layout), Weights(layout), Weights(layout)), Weights(layout))
        for parameter in parameters {
            for i in 0..<parameter.count {
                gradient[parameter][i] = Float(i) - 1.5
                same[parameter][i] = Float(i) - 1.5
            }
            step(muon(), parameter, state, gradient, rate: 0.02)
            AdamW(weightDecay: 0).update(
                parameter, 0..<parameter.count,
                OptimizerStep(
                    weights: other.0, first: other.1, second: other.2, gradient: same.values, number: 1, rate: 0.01),
                on: tape)
            #expect(state.0.array(parameter) == other.0.array(parameter))
            #expect(state.0.array(parameter).contains { $0 != 0 })
        }
    }

    @Test func eachMapIsAPartAndPartsCoverTheParameter() {
        var layout = ParameterLayout()
        let w = layout.matrix("w", 6, 4, .zero, maps: [3, 1, 2])
        #expect(muon().parts(of: w).map(\.range) == [0..<12, 12..<16, 16..<24])
        let table = layout.matrix("table", 300, 128, .zero)
        let ranges = muon().parts(of: table).map(\.range)
        #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == 300 * 128)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    }

    @Test func stochasticallyRoundedWeightsAreBF16Values() {
        var layout = ParameterLayout()
        let w = layout.matrix("w", 4, 4, .zero, maps: [4])
        let (state, gradient) = ((Weights(layout), Weights(layout), Weights(layout)), Weights(layout))
        for i in 0..<16 { (state.0[w][i], gradient[w][i]) = (Float(i) - 7.1, Float(i * i % 7) - 3) }
        step(muon(rounds: true), w, state, gradient)
        #expect(state.0.array(w).allSatisfy { $0.bitPattern & 0xFFFF == 0 })
    }

    @Test(arguments: [1, 2, 3]) func theResultDoesNotDependOnTheNumberOfThreads(threads: Int) throws {
        func trained(_ threads: Int) throws -> [UInt32] {
            var layout = ParameterLayout()
            let (w, b) = (layout.matrix("w", 8, 6, .zero, maps: [4, 4]), layout.vector("b", 8, .zero))
            let state = TrainingState(Weights(layout, initialisedFrom: RandomSource(seed: 3)))
            let stepper = try Stepper(state, threads: threads)
            for _ in 0..<3 {
                // One part, so that its gradient does not depend on the threads.
                _ = stepper.forEach(1, records: true) { _, tape in
                    let y = tape.affine(tape.tensor(1, 6, [1, -2, 3, 0.5, 0, 4]), w, b)
                    tape.backward(from: y, [1, 2, 3, 4, -5, 6, 7, 0.1])
                }
                // Not clipped: the gradient norm is a sum over threads, whose rounding depends on their number.
                stepper.update(muon(), rate: 0.1, clip: 1e6, random: RandomSource(seed: 4))
            }
            return [w, b].flatMap { parameter in state.weights[parameter].map(\.bitPattern) }
        }
        #expect(try trained(threads) == trained(1))
    }
}
