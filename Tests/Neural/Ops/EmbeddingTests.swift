import MuseNeural
import Testing

@Suite struct EmbeddingTests {
    @Test func byHand() {
        let trial = Trial(inputs: [], parameters: [Matrix(3, 2, [1, 2, 3, 4, 5, 6])]) { tape, _, p in
            tape.embedding(p[0], [2, 0, 2], factor: 2)
        }
        #expect(trial.value() == [10, 12, 2, 4, 10, 12])
        // A row that is looked up twice receives both gradients, other rows none.
        #expect(trial.gradients([1, 2, 3, 4, 5, 6]).parameters == [[6, 8, 0, 0, 12, 16]])
    }

    @Test func gradientsAreThoseOfDifferences() {
        Trial(inputs: [], parameters: [Matrix(5, 3, seed: 1)]) { tape, _, p in tape.embedding(p[0], [4, 1, 1, 0]) }
            .expectGradientsOfDifferences()
    }

    @Test func tiedRowsGetGradientsFromBothEnds() {
        Trial(inputs: [], parameters: [Matrix(5, 3, seed: 1)]) { tape, _, p in
            tape.affine(tape.embedding(p[0], [4, 1, 1, 0]), p[0].firstRows(4))
        }.expectGradientsOfDifferences()
    }

    @Test func numbersArePyTorchs() throws {
        let reference = try Reference()
        let ids = try reference.integers("embedding.ids")
        try Trial(reference, "embedding", inputs: [], parameters: ["table"]) { tape, _, p in
            tape.embedding(p[0], ids, factor: 1.5)
        }.expectNumbers(of: reference, "embedding", inputs: [], parameters: ["table"])
    }
}
