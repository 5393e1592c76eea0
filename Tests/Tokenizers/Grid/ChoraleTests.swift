import MuseImport
import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Two original bars for four voices: a suspension in the alto, a repeated note in the tenor, a rest in the bass.
private let chorale = """
    X:1
    M:2/4
    L:1/8
    K:G
    V:1
    d2 c2|B4|]
    V:2
    G2- GF|G4|]
    V:3
    D2 D2|D4|]
    V:4
    z2 D,2|G,,4|]
    """

@Suite struct ChoraleTests {
    @Test func everyStepHasATokenForEachVoice() throws {
        // A step is an eighth; a beat has two steps.
        let tokenizer = try choraleTokenizer(["steps_per_quarter": "2", "low": "31", "order": "satb"])
        let encoding = try tokenizer.encode(readTune(chorale))
        #expect(
            tokenizer.words(encoding.tokens)
                == """
                M:2/4 bar S_note_74 A_note_67 T_note_62 B_rest S_hold A_hold T_hold B_rest \
                beat S_note_72 A_hold T_note_62 B_note_50 S_hold A_note_66 T_hold B_hold \
                bar S_note_71 A_note_67 T_note_62 B_note_43 S_hold A_hold T_hold B_hold \
                beat S_hold A_hold T_hold B_hold S_hold A_hold T_hold B_hold <end>
                """)
        #expect(encoding.losses == ["key"])
        // 3 + 3 + 3 + 2 notes, 8 steps of 4 voices.
        #expect(tokenizer.noteCount(encoding.tokens) == 11)
        #expect(tokenizer.steps?.count(encoding.tokens) == 32)
        #expect(tokenizer.steps?.unit == "voice step")
    }

    @Test func repeatedNotesAreHeldWithoutOnsets() throws {
        let tokenizer = try choraleTokenizer([
            "steps_per_quarter": "1", "low": "31", "notes": "changes", "own_tokens": "false",
        ])
        let encoding = try tokenizer.encode(readTune(chorale))
        // The order is soprano, bass, alto, tenor. The alto's F sharp falls on the step of the next G and is left out.
        #expect(
            tokenizer.words(encoding.tokens)
                == """
                M:2/4 bar note_74 rest note_67 note_62 beat note_72 note_50 hold hold \
                bar note_71 note_43 hold hold beat hold hold hold hold <end>
                """)
        #expect(
            encoding.losses == [
                "key", "2 notes moved to the grid", "1 note shorter than the grid",
                "3 repeated notes, which are held",
            ])
        #expect(tokenizer.noteCount(encoding.tokens) == 7)
    }

    @Test func everyStepHasTheSoundingPitches() throws {
        let tokenizer = try choraleTokenizer(["steps_per_quarter": "1", "low": "31", "notes": "sounding"])
        #expect(tokenizer.vocabulary["S_hold"] == nil)
        #expect(
            try tokenizer.words(tokenizer.encode(readTune(chorale)).tokens)
                == """
                M:2/4 bar S_note_74 B_rest A_note_67 T_note_62 beat S_note_72 B_note_50 A_note_67 T_note_62 \
                bar S_note_71 B_note_43 A_note_67 T_note_62 beat S_note_71 B_note_43 A_note_67 T_note_62 <end>
                """)
    }

    @Test func fourPartsDecodeWithBarsAndTies() throws {
        let tokenizer = try choraleTokenizer(["steps_per_quarter": "1", "order": "satb"])
        let score = try tokenizer.decode(
            tokenizer.numbers(
                """
                M:2/4 bar S_note_74 A_note_66 T_rest B_hold beat S_note_73 A_hold T_note_62 B_rest \
                bar S_hold A_note_66 T_hold B_note_50 <end>
                """))
        #expect(score.parts.map(\.name) == ["Soprano", "Alto", "Tenor", "Bass"])
        #expect(score.meters.map(\.value) == [Meter(2, 4)])
        // The signature of D major is the smallest that contains D, C sharp and F sharp.
        #expect(score.keys.map(\.value) == [Key("D")!])
        #expect(score.barlines.map(\.onset) == [20_160, 30_240])
        #expect(score.barlines.map(\.style) == [.single, .final])
        #expect(score.parts[0].notes.map(\.pitch.description) == ["D5", "C#5", "C#5"])
        #expect(score.parts[0].notes.map(\.isTied) == [false, true, false])
        // The repeated note.
        #expect(score.parts[1].notes.map(\.duration) == [20_160, 10_080])
        #expect(score.parts[1].notes.map(\.isTied) == [false, false])
        // A hold of nothing is a rest.
        #expect(score.parts[3].rests.map(\.duration) == [20_160])
        #expect(score.parts[3].notes.map(\.onset) == [20_160])
    }

    @Test func voicesMayBeInTwoParts() throws {
        let tokenizer = try choraleTokenizer(["steps_per_quarter": "1", "order": "satb"])
        let two = "X:1\nM:2/4\nL:1/4\nK:C\nV:1\ncc & GA|]\nV:2\nEE & CD|]\n"
        #expect(
            try tokenizer.words(tokenizer.encode(readTune(two)).tokens)
                == "M:2/4 bar S_note_72 A_note_67 T_note_64 B_note_60 beat S_note_72 A_note_69 T_note_64 B_note_62 <end>"
        )
        let chords = "X:1\nM:2/4\nL:1/4\nK:C\nV:1\n[ce]2|]\nV:2\nG2|]\nV:3\nE2|]\nV:4\n[CG,]2|]\n"
        let encoding = try tokenizer.encode(readTune(chords))
        #expect(tokenizer.words(encoding.tokens).hasPrefix("M:2/4 bar S_note_76 A_note_67 T_note_64 B_note_55 "))
        #expect(encoding.losses == ["key", "2 notes within chords of one voice"])
    }

    @Test func aPickupFollowsRests() throws {
        let tokenizer = try choraleTokenizer(["steps_per_quarter": "1", "order": "satb"])
        let tune = "X:1\nM:3/4\nL:1/4\nK:C\n" + (1...4).map { "V:\($0)\nc|ccc|cc|]\n" }.joined()
        let encoding = try tokenizer.encode(readTune(tune))
        #expect(tokenizer.steps?.count(encoding.tokens) == 4 * 8)
        #expect(tokenizer.words(encoding.tokens).hasPrefix("M:3/4 bar S_rest A_rest T_rest B_rest beat S_rest "))
        #expect(encoding.losses == ["key", "the short pickup bar, filled up with rests"])
    }

    @Test(arguments: [
        ("X:1\nM:2/4\nL:1/4\nK:C\ncc|]\n", "it has 1 voice with notes instead of four"),
        (
            "X:1\nM:3/32\nL:1/32\nK:C\n" + (1...4).map { "V:\($0)\nc3|]\n" }.joined(),
            "bar 1: a bar of 3/32 does not end on the grid of 4 steps a quarter; 'steps_per_quarter: 8' can represent it"
        ),
        ("X:1\nM:2/4\nL:1/4\nK:C\n" + (1...4).map { "V:\($0)\ncc|c'''c|]\n" }.joined(), "bar 2: the note C8 (108)"),
    ])
    func unsupportedScoresAreRefusedWithAReason(abc: String, reason: String) throws {
        let tune = try readTune(abc)
        let error = #expect(throws: TokenizationError.self) { try choraleTokenizer().encode(tune) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test func holdFollowsOnlyASoundingNote() throws {
        let tokenizer = try choraleTokenizer(["steps_per_quarter": "1", "order": "satb", "low": "48", "high": "60"])
        #expect(try tokenizer.next("M:2/4") == ["bar"])
        #expect(try tokenizer.next("M:2/4 bar") == ["S_rest", "S_note_48…60"])
        #expect(try tokenizer.next("M:2/4 bar S_note_48") == ["A_rest", "A_note_48…60"])
        let step = "M:2/4 bar S_note_48 A_rest T_note_48 B_rest"
        #expect(try tokenizer.next(step) == ["<end>", "beat"])
        #expect(try tokenizer.next(step, tokensLeft: 5) == ["<end>"])
        #expect(try tokenizer.next(step, tokensLeft: 6) == ["<end>", "beat"])
        #expect(try tokenizer.next("\(step) beat") == ["S_rest", "S_hold", "S_note_48…60"])
        #expect(try tokenizer.next("\(step) beat S_hold") == ["A_rest", "A_note_48…60"])
        #expect(try tokenizer.next("\(step) <end>") == [])
        // In `changes`, a token for the sounding pitch would mean the same as a hold.
        let changes = try choraleTokenizer([
            "steps_per_quarter": "1", "order": "satb", "low": "48", "high": "60", "notes": "changes",
        ])
        #expect(try changes.next("\(step) beat") == ["S_rest", "S_hold", "S_note_49…60"])
    }

    @Test(arguments: [
        ("steps_per_quarter", "3", "3 is not a power of two: 1, 2, 4, 8 or 16"),
        ("high", "30", "from low 36 to high 30 is less than an octave"),
    ])
    func incompatibleSettingsAreRefused(setting: String, value: String, message: String) {
        let values = KeyValuePairs(dictionaryLiteral: (setting, value))
        let error = #expect(throws: RecipeError.self) { try choraleTokenizer(values) }
        #expect(error?.message == message)
        let other = #expect(throws: RecipeError.self) { try pianoRollTokenizer(values) }
        #expect(other?.message == message.replacing("low 36", with: "low 21"))
    }
}
