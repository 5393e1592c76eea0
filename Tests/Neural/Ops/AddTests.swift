import MuseNeural
import Testing

@Suite struct AddTests {
    @Test func byHand() {
        let trial = Trial(inputs: [Matrix(1, 3, [1, 2, 3]), Matrix(1, 3, [10, 20, 30])], parameters: []) { tape, x, _ in
            tape.add(x[0], x[1])
        }
        #expect(trial.value() == [11, 22, 33])
        #expect(trial.gradients([4, 5, 6]).inputs == [[4, 5, 6], [4, 5, 6]])
    }

    @Test func aTensorAddedToItselfCountsTwice() {
        let trial = Trial(inputs: [Matrix(1, 2, [1, 2])], parameters: []) { tape, x, _ in tape.add(x[0], x[0]) }
        #expect(trial.value() == [2, 4])
        #expect(trial.gradients([3, 5]).inputs == [[6, 10]])
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(inputs: [Matrix(2, 3, seed: 1), Matrix(2, 3, seed: 2)], parameters: []) { tape, x, _ in
            tape.add(tape.gelu(tape.add(x[0], x[1])), x[0])
        }.expectGradientsOfDifferences()
    }

    @Test func numbersArePyTorchs() throws {
        let reference = try Reference()
        try Trial(reference, "add", inputs: ["a", "b"]) { tape, x, _ in tape.add(x[0], x[1]) }
            .expectNumbers(of: reference, "add", inputs: ["a", "b"])
    }
}
