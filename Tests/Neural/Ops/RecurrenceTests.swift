import MuseNeural
import Testing

/// LSTM and GRU.
@Suite struct RecurrenceTests {
    private func lstm(_ lengths: [Int]) -> (Tape, [Tensor], [Parameter]) -> Tensor {
        { tape, x, p in tape.lstm(x[0], p[0], p[1], p[2], TimeSteps(lengths: lengths)) }
    }

    private func gru(_ lengths: [Int]) -> (Tape, [Tensor], [Parameter]) -> Tensor {
        { tape, x, p in tape.gru(x[0], p[0], p[1], p[2], p[3], TimeSteps(lengths: lengths)) }
    }

    private let ln3: Float = 1.098_612_3

    @Test func lstmByHand() {
        // One feature. The gates depend only on the bias: i = f = ¾, g = tanh(½ ln 3) = ½, o = ¼. c = ⅜, then ¾ · ⅜ +
        // ⅜ = 21/32; h = ¼ tanh c. Padding is 0.
        let trial = Trial(
            inputs: [Matrix(3, 1, [7, 7, 7])],
            parameters: [
                Matrix(4, 1, [0, 0, 0, 0]), Matrix(4, 1, [0, 0, 0, 0]), Matrix(1, 4, [ln3, ln3, ln3 / 2, -ln3]),
            ], run: lstm([2]))
        expect(trial.value(), [0.25 * 0.358_357_4, 0.25 * 0.575_862_4, 0])
        // With the recurrent input: u = 1 for the cell gate gives g = tanh(½ ln 3 + h) at the second step.
        var stateful = trial
        stateful.parameters[1].values[2] = 1
        let g: Float = 0.564_147  // tanh(0.5493061 + 0.0895894)
        let cell: Float = 0.75 * 0.375 + 0.75 * g
        #expect(abs(stateful.value()[1] - 0.25 * hyperbolicTangent(cell)) < 1e-5)
    }

    @Test func gruByHand() {
        // One feature: r = ¾, z = ¼, n = tanh(½ ln 3 - ¾ · d) with d = 0: ½; h = ¾ · ½, then ¾ · ½ + ¼ · ⅜.
        var trial = Trial(
            inputs: [Matrix(3, 1, [7, 7, 7])],
            parameters: [
                Matrix(3, 1, [0, 0, 0]), Matrix(3, 1, [0, 0, 0]), Matrix(1, 3, [ln3, -ln3, ln3 / 2]), Matrix(1, 1, [0]),
            ], run: gru([2]))
        expect(trial.value(), [0.375, 0.468_75, 0])
        // The reset gate scales d: n = tanh(½ ln 3 - ¾ · ⅔ ln 3) = 0.
        trial.parameters[3].values[0] = -ln3 * 2 / 3
        expect(trial.value(), [0, 0, 0])
    }

    static let lengths = [[5, 4, 4, 1], [3, 3], [1, 1, 1], [1]]

    @Test(arguments: lengths) func gradientsOfLSTMAreThoseOfDifferences(lengths: [Int]) {
        Trial(
            inputs: [Matrix(lengths.reduce(1, +), 2, seed: 1)],
            parameters: [Matrix(12, 2, seed: 2), Matrix(12, 3, seed: 3), Matrix(1, 12, seed: 4)], run: lstm(lengths)
        ).expectGradientsOfDifferences()
    }

    @Test(arguments: lengths) func gradientsOfGRUAreThoseOfDifferences(lengths: [Int]) {
        Trial(
            inputs: [Matrix(lengths.reduce(1, +), 2, seed: 1)],
            parameters: [Matrix(9, 2, seed: 2), Matrix(9, 3, seed: 3), Matrix(1, 9, seed: 4), Matrix(1, 3, seed: 5)],
            run: gru(lengths)
        ).expectGradientsOfDifferences()
    }

    @Test func gradientsAreAddedToThoseOfOtherUses() {
        let (lstm, gru) = (lstm([2, 1]), gru([2, 1]))
        Trial(
            inputs: [Matrix(4, 2, seed: 1)],
            parameters: [
                Matrix(8, 2, seed: 2), Matrix(8, 2, seed: 3), Matrix(1, 8, seed: 4), Matrix(6, 2, seed: 5),
                Matrix(6, 2, seed: 6), Matrix(1, 6, seed: 7), Matrix(1, 2, seed: 8),
            ]
        ) { tape, x, p in
            tape.add(tape.add(x[0], lstm(tape, x, Array(p[..<3]))), gru(tape, x, Array(p[3...])))
        }.expectGradientsOfDifferences()
    }

    /// With few different inputs, products use the tables of which the inputs are rows.
    @Test(arguments: [[5, 4, 4, 1], [3, 3, 3, 3]]) func inputsFromTablesGiveTheSameNumbers(lengths: [Int]) {
        let count = lengths.reduce(0, +)
        let ids = (0..<count + 1).map { Int32($0 * $0 % 3 == 1 ? 1 : 0) }
        let places = (0..<count + 1).map { $0 % 4 == 3 ? -1 : Int32($0 / 4 % 2) }
        let (table, other) = (Matrix(2, 2, seed: 1), Matrix(2, 2, seed: 2))
        let cells = [
            Matrix(9, 2, seed: 3), Matrix(9, 3, seed: 4), Matrix(1, 9, seed: 5), Matrix(1, 3, seed: 6),
            Matrix(12, 2, seed: 7), Matrix(12, 3, seed: 8), Matrix(1, 12, seed: 9),
        ]
        let (lstm, gru) = (lstm(lengths), gru(lengths))
        let fromTables = Trial(inputs: [other], parameters: cells + [table]) { tape, x, p in
            let sum = tape.add(tape.embedding(p[7], ids), tape.rows(x[0], places))
            return tape.add(gru(tape, [sum], Array(p[..<4])), lstm(tape, [sum], Array(p[4..<7])))
        }
        var inputs: [Float] = []
        for (id, place) in zip(ids, places) {
            for c in 0..<2 {
                let added: Float = place < 0 ? 0 : other.values[Int(place) * 2 + c]
                inputs.append(table.values[Int(id) * 2 + c] + added)
            }
        }
        let fromRows = Trial(inputs: [Matrix(count + 1, 2, inputs)], parameters: cells) { tape, x, p in
            tape.add(gru(tape, x, Array(p[..<4])), lstm(tape, x, Array(p[4..<7])))
        }
        expect(fromTables.value(), fromRows.value())
        fromTables.expectGradientsOfDifferences()
    }

    static let cases = [("ragged", [5, 4, 4, 1]), ("three", [3, 3]), ("one", [1, 1, 1])]

    @Test(arguments: cases) func numbersArePyTorchs(name: String, lengths: [Int]) throws {
        let reference = try Reference()
        try Trial(reference, "lstm_" + name, inputs: ["x"], parameters: ["w", "u", "b"], run: lstm(lengths))
            .expectNumbers(of: reference, "lstm_" + name, inputs: ["x"], parameters: ["w", "u", "b"])
        try Trial(reference, "gru_" + name, inputs: ["x"], parameters: ["w", "u", "b", "d"], run: gru(lengths))
            .expectNumbers(of: reference, "gru_" + name, inputs: ["x"], parameters: ["w", "u", "b", "d"])
    }

    @Test func stepsOfRaggedSequences() {
        let steps = TimeSteps(lengths: [3, 3, 1, 0])
        #expect(steps.batchSizes == [3, 2, 2])
        #expect(steps.starts == [0, 3, 5])
        #expect(steps.count == 7)
    }

    private func hyperbolicTangent(_ x: Float) -> Float {
        // A continued fraction, with enough terms for |x| < 1.
        let s = x * x
        return x / (1 + s / (3 + s / (5 + s / (7 + s / 9))))
    }
}
