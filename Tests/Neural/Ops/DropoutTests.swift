import MuseNeural
import MuseProtocols
import Testing

@Suite struct DropoutTests {
    private let count = 100_000

    private func dropout(_ p: Float, seed: UInt64 = 1) -> Trial {
        Trial(inputs: [Matrix(100, count / 100, [Float](repeating: 2, count: count))], parameters: []) { tape, x, _ in
            tape.dropoutSource = RandomSource(seed: seed)
            return tape.dropout(x[0], p)
        }
    }

    @Test(arguments: [0.1, 0.5, 0.9] as [Float]) func theRightShareIsZeroedAndTheMeanStays(p: Float) {
        let values = dropout(p).value(keepsRecord: true)
        let zeroed = Double(values.count { $0 == 0 })
        let error = (Double(p) * Double(1 - p) * Double(count)).squareRoot()
        #expect(abs(zeroed - Double(p) * Double(count)) < 4 * error)
        // The remaining elements are scaled by 1 / (1 - p), so the mean has the error of the remaining fraction.
        #expect(values.allSatisfy { $0 == 0 || abs($0 * (1 - p) - 2) < 1e-5 })
        let mean = values.reduce(0) { $0 + Double($1) } / Double(count)
        #expect(abs(mean - 2) < 4 * 2 * error / Double(count) / Double(1 - p))
    }

    @Test func backwardUsesTheSameMask() {
        let found = dropout(0.3).gradients([Float](repeating: 2, count: count))
        #expect(found.inputs[0] == found.result)
        // Also if the gradient is added to another, as in y = x + dropout(x).
        var both = dropout(0.3)
        both.run = { tape, x, _ in
            tape.dropoutSource = RandomSource(seed: 1)
            return tape.add(x[0], tape.dropout(x[0], 0.3))
        }
        let added = both.gradients([Float](repeating: 2, count: count))
        #expect(added.inputs[0] == added.result)
    }

    @Test func neighboursAreIndependent() {
        // A quarter of all pairs of neighbours are both 0, within a row and between rows.
        let kept = dropout(0.5).value(keepsRecord: true).map { $0 == 0 }
        for distance in [1, 2, 8, 16, 1000] {
            let pairs = count - distance
            let found = (0..<pairs).count { kept[$0] && kept[$0 + distance] }
            // Neighbouring pairs share an element, which adds to the variance: 3/16 + 2 · 1/16.
            #expect(abs(Double(found) - Double(pairs) / 4) < 4 * (Double(pairs) * 5 / 16).squareRoot())
        }
    }

    @Test func eachUseAndEachSeedDecidesAnew() {
        var trial = dropout(0.5)
        let one = trial.value(keepsRecord: true)
        #expect(one == trial.value(keepsRecord: true))
        #expect(one != dropout(0.5, seed: 2).value(keepsRecord: true))
        trial.run = { tape, x, _ in
            tape.dropoutSource = RandomSource(seed: 1)
            _ = tape.dropout(x[0], 0.5)
            return tape.dropout(x[0], 0.5)
        }
        let second = trial.value(keepsRecord: true)
        // Independent of the first mask: they agree in half of all places.
        let agreeing = zip(one, second).count { $0 == $1 }
        #expect(abs(Double(agreeing) - Double(count) / 2) < 4 * (Double(count) / 4).squareRoot())
    }

    @Test func nothingHappensWithoutARecordOrAShare() {
        #expect(dropout(0.5).value() == [Float](repeating: 2, count: count))
        #expect(dropout(0).value(keepsRecord: true) == [Float](repeating: 2, count: count))
    }

    @Test func gradientsAreThoseOfDifferences() {
        // Central differences need the recorded mask, so the masked product is tested as a linear op.
        let trial = Trial(inputs: [Matrix(2, 5, seed: 3)], parameters: []) { tape, x, _ in
            tape.dropoutSource = RandomSource(seed: 9)
            return tape.dropout(x[0], 0.4)
        }
        let dy = Matrix(2, 5, seed: 4).values
        let found = trial.gradients(dy)
        for i in dy.indices {
            var moved = trial
            moved.inputs[0].values[i] += 1
            let difference = zip(zip(moved.value(keepsRecord: true), found.result), dy).reduce(Float(0)) {
                $0 + ($1.0.0 - $1.0.1) * $1.1
            }
            #expect(abs(found.inputs[0][i] - difference) < 1e-5)
        }
    }
}
