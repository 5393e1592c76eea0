import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// The tokens of `chorale` for music of two voices.
@Suite struct TwoVoicesTests {
    private func tokenizer(_ order: String) throws -> any Tokenizer {
        let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
        let entries = [("type", "chorale"), ("order", order), ("steps_per_quarter", "1")].map {
            Node.Entry(key: $0, keyMark: mark, value: Node(.scalar($1, isPlain: true), at: mark))
        }
        return try Registry<any Tokenizer>.builtIn.make(Node(.map(entries), at: mark), path: "tokenizer")
    }

    /// A bar of 2/4: quarters G4 A4 over a half note C4.
    private var duet: Score {
        var score = Score()
        let quarter = score.ticksPerQuarter
        score.meters = [Timed(0, Meter(2, 4))]
        score.parts = [
            Part(notes: [
                Note(onset: 0, duration: quarter, pitch: Pitch(step: 4, octave: 4)),
                Note(onset: quarter, duration: quarter, pitch: Pitch(step: 5, octave: 4)),
            ]), Part(notes: [Note(onset: 0, duration: 2 * quarter, pitch: Pitch(step: 0, octave: 4))]),
        ]
        score.barlines = [Barline(onset: 2 * quarter, style: .final)]
        return score
    }

    @Test(arguments: [
        (
            "sa", ["M:2/4", "bar", "S_note_67", "A_note_60", "beat", "S_note_69", "A_hold", "<end>"],
            ["Soprano", "Alto"]
        ),
        (
            "sb", ["M:2/4", "bar", "S_note_67", "B_note_60", "beat", "S_note_69", "B_hold", "<end>"],
            ["Soprano", "Bass"]
        ),
    ]) func twoVoicesAreEncodedAndComeBack(order: String, names: [String], parts: [String]) throws {
        let tokenizer = try tokenizer(order)
        let tokens = try tokenizer.encode(duet).tokens
        #expect(tokens.map { tokenizer.vocabulary[$0] } == names)
        let score = try tokenizer.decode(tokens)
        #expect(score.parts.map(\.name) == parts)
        #expect(score.played().parts.map { Melody($0).tones } == duet.parts.map { Melody($0).tones })
        #expect(tokenizer.noteCount(tokens) == 3)
        // Every prefix of a tune is allowed, and the tune may end after its bar.
        #expect(try tokenizer.grammar(for: Plan()).accepts(tokens, vocabularySize: tokenizer.vocabulary.count))
    }

    @Test func fourVoicesAreRefused() throws {
        var quartet = duet
        quartet.parts += duet.parts
        #expect(throws: TokenizationError("it has 4 voices with notes instead of two")) {
            try tokenizer("sa").encode(quartet)
        }
    }
}
