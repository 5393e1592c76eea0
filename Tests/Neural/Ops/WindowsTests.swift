import MuseNeural
import Testing

@Suite struct WindowsTests {
    /// Two sequences of two rows; windows do not cross sequences.
    @Test func byHand() {
        let trial = Trial(inputs: [Matrix(4, 2, [1, 2, 3, 4, 5, 6, 7, 8])], parameters: []) { tape, x, _ in
            tape.windows(x[0], length: 2, width: 3)
        }
        #expect(
            trial.value() == [
                0, 0, 1, 2, 3, 4, 1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 8, 5, 6, 7, 8, 0, 0,
            ])
        let ones = [Float](repeating: 1, count: 24)
        #expect(trial.gradients(ones).inputs == [[2, 2, 2, 2, 2, 2, 2, 2]])
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(inputs: [Matrix(6, 2, seed: 1)], parameters: [Matrix(3, 10, seed: 2)]) { tape, x, w in
            tape.affine(tape.windows(x[0], length: 3, width: 5), w[0])
        }.expectGradientsOfDifferences()
    }

    @Test func rowsOfAnotherLengthHoldTheSameNumbers() {
        let trial = Trial(inputs: [Matrix(2, 3, [1, 2, 3, 4, 5, 6])], parameters: []) { tape, x, _ in
            tape.reshape(x[0], columns: 2)
        }
        #expect(trial.value() == [1, 2, 3, 4, 5, 6])
        Trial(inputs: [Matrix(2, 6, seed: 1)], parameters: [Matrix(4, 3, seed: 2)]) { tape, x, w in
            tape.add(
                tape.reshape(tape.affine(tape.reshape(x[0], columns: 3), w[0]), columns: 8),
                tape.reshape(
                    tape.affine(tape.reshape(x[0], columns: 3), w[0]), columns: 8))
        }.expectGradientsOfDifferences()
    }
}

@Suite struct MeansTests {
    @Test func byHand() {
        let trial = Trial(inputs: [Matrix(3, 2, [1, 2, 3, 4, 5, 6])], parameters: []) { tape, x, _ in
            tape.means(x[0], [1, 0, 1], count: 3)
        }
        #expect(trial.value() == [3, 4, 3, 4, 0, 0])
        #expect(trial.gradients([1, 2, 4, 8, 3, 3]).inputs == [[2, 4, 1, 2, 2, 4]])
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(inputs: [Matrix(5, 3, seed: 1)], parameters: []) { tape, x, _ in
            tape.gelu(tape.means(x[0], [2, 0, 2, 1, 2], count: 3))
        }.expectGradientsOfDifferences()
    }
}
