import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

@Suite struct PianoRollTests {
    @Test func pitchesOfAStepHaveAFixedOrder() throws {
        let tune = try readTune("X:1\nM:2/4\nL:1/4\nK:C\nV:1\n[ce]>g|z2|]\nV:2\nC3/2G,/|G,,2|]\n")
        let tokenizer = try pianoRollTokenizer(["steps_per_quarter": "2"])
        let encoding = try tokenizer.encode(tune)
        #expect(
            tokenizer.words(encoding.tokens)
                == """
                M:2/4 bar note_76 note_72 note_60 step note_76 note_72 note_60 beat note_76 note_72 note_60 \
                step note_79 note_55 bar note_43 step note_43 beat note_43 step note_43 <end>
                """)
        #expect(encoding.losses == ["key", "the assignment of notes to parts"])
        #expect(tokenizer.noteCount(encoding.tokens) == 6)
        #expect(tokenizer.steps?.count(encoding.tokens) == 8)
        let ascending = try pianoRollTokenizer(["steps_per_quarter": "1", "order": "ascending"])
        // The second note of the dotted pair starts at half a step, which is rounded up.
        #expect(
            try ascending.words(ascending.encode(tune).tokens)
                == "M:2/4 bar note_60 note_72 note_76 beat note_60 note_72 note_76 bar note_43 note_55 note_79 "
                + "beat note_43 <end>")
    }

    @Test func silenceIsKeptAtBothEndsAndWithin() throws {
        let tokenizer = try pianoRollTokenizer(["steps_per_quarter": "1"])
        let text = "M:3/4 bar beat beat note_60 bar beat note_60 beat bar <end>"
        let score = try tokenizer.decode(tokenizer.numbers(text))
        #expect(sounding(score) == [[2, 1, 60], [4, 1, 60]])
        #expect(score.parts[0].rests.map(\.onset) == [0, 30_240, 50_400, 60_480])
        #expect(score.end == 70_560)
        #expect(try tokenizer.words(tokenizer.encode(score).tokens) == text)
    }

    @Test func heldPitchesAreOneNoteIfOthersChange() throws {
        let tokenizer = try pianoRollTokenizer(["steps_per_quarter": "1"])
        let score = try tokenizer.decode(
            tokenizer.numbers("M:2/4 bar note_64 note_60 beat note_65 note_60 bar note_60 beat note_60 <end>"))
        #expect(sounding(score) == [[0, 4, 60], [0, 1, 64], [1, 1, 65]])
        // The score contains tied chords whose notes have equal lengths.
        #expect(score.parts[0].notes.map(\.duration) == [10_080, 10_080, 10_080, 10_080, 20_160])
        #expect(score.parts[0].notes.map(\.isTied) == [true, false, true, false, false])
        #expect(score.parts[0].voiceCount == 1)
    }

    @Test func repeatedPitchesMergeAndAreReported() throws {
        let tokenizer = try pianoRollTokenizer(["steps_per_quarter": "1"])
        let encoding = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/4\nK:none\nV:1\ncc|]\nV:2\nc2|]\n"))
        #expect(tokenizer.words(encoding.tokens) == "M:2/4 bar note_72 beat note_72 <end>")
        #expect(encoding.losses == ["the assignment of notes to parts", "2 notes of pitches that already sound"])
        #expect(tokenizer.noteCount(encoding.tokens) == 1)
    }

    @Test func grammarEnforcesTheOrderOfPitches() throws {
        let tokenizer = try pianoRollTokenizer([
            "steps_per_quarter": "1", "low": "48", "high": "60", "meters": "common",
        ])
        #expect(try tokenizer.next("M:2/4") == ["bar"])
        #expect(try tokenizer.next("M:2/4 bar") == ["<end>", "beat", "note_48…60"])
        #expect(try tokenizer.next("M:2/4 bar note_50") == ["<end>", "beat", "note_48…49"])
        #expect(try tokenizer.next("M:2/4 bar note_48") == ["<end>", "beat"])
        #expect(try tokenizer.next("M:2/4 bar note_50 beat") == ["<end>", "bar", "note_48…60"])
        let ascending = try pianoRollTokenizer([
            "steps_per_quarter": "2", "low": "48", "high": "60", "order": "ascending",
        ])
        #expect(try ascending.next("M:2/4 bar note_50") == ["<end>", "step", "note_51…60"])
        #expect(try ascending.next("M:2/4 bar note_60") == ["<end>", "step"])
        // One of two steps of the bar is open: the other step and the end need two tokens.
        var plan = Plan()
        plan.bars = demand(1...1)
        #expect(try tokenizer.next("M:2/4 bar", plan, tokensLeft: 2) == ["beat"])
        #expect(try tokenizer.next("M:2/4 bar", plan, tokensLeft: 3) == ["beat", "note_48…60"])
        #expect(try tokenizer.next("M:2/4 bar beat", plan, tokensLeft: 3) == ["<end>", "note_48…60"])
    }

    /// The sounding notes of folk tunes of every kind survive encoding and decoding.
    @Test func embeddedTunesRoundTrip() throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let tokenizer = try pianoRollTokenizer()
        let grammar = try tokenizer.grammar(for: Plan())
        let tunes = ABCImporter().read(try FileReader.bytes("\(root)/Corpora/traditional.abc"), name: "t").tunes
        for tune in tunes.prefix(200) {
            let tokens = try tokenizer.encode(tune.score).tokens
            #expect(firstDisallowed(grammar, tokens, tokenizer.vocabulary.count) == nil)
            #expect(try tokenizer.encode(tokenizer.decode(tokens)).tokens == tokens, "\(tune.score.header.title)")
        }
    }
}
