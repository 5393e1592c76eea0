import MuseGenerators
import MuseProtocols
import Testing

@Suite struct BitsPerNoteTests {
    @Test func bitsOfAllTokensAreSharedByTheNotes() throws {
        // From `MarkovTests.orderOneByHand`: p(1|S) = ⅛ and p(2|0) = 1/16 after p(0|S) = ¾.
        let model = try toy("markov", [("order", "1"), ("discount", "0.5")]).fit([[0, 1, 0, 1, 2]], of: 3)
        // 3 bits for one note.
        let one = try #require(try model.bitsPerNote(of: [[1]], noteCounts: [1]))
        #expect(abs(one - 3) < 1e-6)
        // 3 bits, and -log₂ ¾ + 4 = 4.4150375, for five notes.
        let bits = try #require(try model.bitsPerNote(of: [[1], [0, 2]], noteCounts: [2, 3]))
        #expect(abs(bits - 7.4150375 / 5) < 1e-6)
    }

    @Test func withoutNotesThereIsNoAnswer() throws {
        let model = try toy("markov").fit([[0]], of: 1)
        #expect(try model.bitsPerNote(of: [], noteCounts: []) == nil)
        #expect(try model.bitsPerNote(of: [[0]], noteCounts: [0]) == nil)
    }
}
