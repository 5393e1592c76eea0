import MuseNeural
import Testing

/// Convolution and reshaping.
@Suite struct ConvolutionTests {
    private func identity(_ size: Int) -> Matrix {
        Matrix(size, size, (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 })
    }

    /// Two sequences of two rows; windows do not cross sequences. With the identity as kernel, the result is the
    /// windows.
    @Test func byHand() {
        let trial = Trial(
            inputs: [Matrix(4, 2, [1, 2, 3, 4, 5, 6, 7, 8])],
            parameters: [identity(6), Matrix(1, 6, [0, 0, 0, 9, 0, 0])]
        ) { tape, x, p in tape.convolution(x[0], p[0], p[1], length: 2, width: 3) }
        #expect(
            trial.value() == [
                0, 0, 1, 11, 3, 4, 1, 2, 3, 13, 0, 0, 0, 0, 5, 15, 7, 8, 5, 6, 7, 17, 0, 0,
            ])
        let ones = [Float](repeating: 1, count: 24)
        #expect(trial.gradients(ones).inputs == [[2, 2, 2, 2, 2, 2, 2, 2]])
    }

    @Test(arguments: [(3, 5), (6, 3), (1, 3), (2, 1)]) func gradientsAreThoseOfDifferences(length: Int, width: Int) {
        Trial(
            inputs: [Matrix(6, 2, seed: 1)], parameters: [Matrix(3, 2 * width, seed: 2), Matrix(1, 3, seed: 3)]
        ) { tape, x, p in tape.convolution(x[0], p[0], p[1], length: length, width: width) }
        .expectGradientsOfDifferences()
    }

    @Test func frozenParametersHaveNoGradients() {
        let trial = Trial(
            inputs: [Matrix(4, 2, seed: 1)],
            parameters: [Matrix(2, 6, seed: 2), Matrix(1, 2, seed: 3), Matrix(3, 2, seed: 4), Matrix(1, 3, seed: 5)]
        ) { tape, x, p in
            tape.affine(tape.convolution(x[0], p[0], p[1], length: 2, width: 3), p[2], p[3])
        }
        var frozen = trial
        frozen.run = { tape, x, p in
            tape.frozenParameters = Set(p)
            return trial.run(tape, x, p)
        }
        let dy = (0..<12).map { Float($0) - 5 }
        #expect(frozen.gradients(dy).inputs == trial.gradients(dy).inputs)
        #expect(frozen.gradients(dy).parameters.allSatisfy { $0.allSatisfy { $0 == 0 } })
        #expect(trial.gradients(dy).parameters.allSatisfy { $0.contains { $0 != 0 } })
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
