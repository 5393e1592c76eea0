import MuseNeural
import MuseProtocols
import Testing

@Suite struct StepperTests {
    @Test(arguments: [1, 3]) func someParametersAreUpdatedAndOtherGradientsDiscarded(threads: Int) throws {
        var layout = ParameterLayout()
        let (moved, left) = (layout.matrix("moved", 2, 3, .zero), layout.matrix("left", 2, 3, .zero))
        let state = TrainingState(Weights(layout))
        let stepper = try Stepper(state, threads: threads)
        func learn() {
            _ = stepper.forEach(threads, records: true) { _, tape in
                let x = tape.tensor(1, 3, [1, 2, 3])
                let y = tape.add(tape.affine(x, moved), tape.affine(x, left))
                tape.backward(from: y, [1, 1])
            }
        }
        learn()
        // Adam's first step is the learning rate, with the opposite sign of the gradient.
        let adam = AdamW(beta1: 0, weightDecay: 0)
        stepper.updateParameters([moved], adam, step: 1, rate: 0.5, clip: 100, random: RandomSource(seed: 1))
        #expect(state.weights[moved].allSatisfy { abs($0 + 0.5) < 1e-5 })
        #expect(state.weights[left].allSatisfy { $0 == 0 } && state.step == 0)
        stepper.updateParameters([left], adam, step: 1, rate: 0.5, clip: 100, random: RandomSource(seed: 1))
        #expect(state.weights[left].allSatisfy { $0 == 0 })
        learn()
        stepper.updateParameters([left], adam, step: 1, rate: 0.5, clip: 100, random: RandomSource(seed: 1))
        #expect(state.weights[left].allSatisfy { abs($0 + 0.5) < 1e-5 })
    }
}
