import MuseNeural
import MuseProtocols
import Testing

/// When the gradients of a backward pass are final.
@Suite struct FinalGradientTests {
    /// Three layers, of which the first and the last use one matrix, like tied embeddings.
    @Test func gradientsAreFinalFromTheLastParameterToTheFirst() throws {
        var layout = ParameterLayout()
        let shared = layout.matrix("shared", 4, 4, .normal(deviation: 1))
        let middle = layout.matrix("middle", 4, 4, .normal(deviation: 1))
        let bias = layout.vector("bias", 4, .zero)
        let last = layout.matrix("last", 4, 4, .normal(deviation: 1))
        let unused = layout.matrix("unused", 4, 4, .zero)
        let gradients = Weights(layout)
        let tape = Tape(weights: Weights(layout, initialisedFrom: RandomSource(seed: 1)), gradients: gradients)
        func snapshot() -> [Float] { (0..<layout.size).map { gradients.values[$0] } }
        var calls: [(offset: Int, values: [Float])] = []
        tape.onFinalGradients = { calls.append(($0, snapshot())) }
        let x = tape.tensor(1, 4, [1, 2, 3, 4])
        let y = tape.affine(tape.affine(tape.affine(tape.affine(x, shared), middle, bias), last), shared)
        tape.backward(from: y, [1, 1, 1, 1])
        #expect(calls.map(\.offset) == [last.offset, middle.offset, 0])
        let end = snapshot()
        for call in calls { #expect(Array(call.values[call.offset...]) == Array(end[call.offset...])) }
        #expect(calls[0].values[shared.offset] != end[shared.offset])
        #expect(gradients[unused].allSatisfy { $0 == 0 })
    }
}
