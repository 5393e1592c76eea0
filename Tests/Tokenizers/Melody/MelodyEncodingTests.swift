import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

@Suite struct MelodyEncodingTests {
    @Test func aJigBarHasTwoStepsPerEighth() throws {
        let tokenizer = try melodyTokenizer()
        let encoding = try tokenizer.encode(readTune("X:1\nM:6/8\nL:1/8\nK:D\nd2e fed|A3 z3|]\n"))
        #expect(
            tokenizer.text(encoding.tokens)
                == "M:6/8 K:D major bar note_74 hold hold hold note_76 hold note_78 hold note_76 hold note_74 hold "
                + "bar note_69 hold hold hold hold hold rest rest rest rest rest rest <end>")
        #expect(encoding.losses == [])
        #expect(tokenizer.noteCount(encoding.tokens) == 6)
    }

    @Test func aPickupIsAtTheEndOfABarAndRepeatsAreUnfolded() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1"])
        let encoding = try tokenizer.encode(readTune("X:1\nM:3/4\nL:1/4\nK:Ador\n|:e|a2g|e2:|\n"))
        // In the second pass, the short last bar and the pickup make one bar.
        #expect(
            tokenizer.text(encoding.tokens)
                == "M:3/4 K:A dorian bar rest rest note_76 bar note_81 hold note_79 bar note_76 hold note_76 "
                + "bar note_81 hold note_79 bar note_76 hold rest <end>")
        #expect(encoding.losses == ["repeats, which are unfolded"])
    }

    @Test func aTieOverABarLineIsHeld() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "2"])
        let encoding = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/8\nK:G\nG3A-|A2 A2|]\n"))
        #expect(
            tokenizer.text(encoding.tokens)
                == "M:2/4 K:G major bar note_67 hold hold note_69 bar hold hold note_69 hold <end>")
        let back = try tokenizer.decode(encoding.tokens)
        #expect(back.parts[0].notes.map(\.isTied) == [false, true, false, false])
        #expect(sounding(back) == [[0, 1.5, 67], [1.5, 1.5, 69], [3, 1, 69]])
    }

    @Test func aTripletMovesToTheGridAndIsReported() throws {
        let tokenizer = try melodyTokenizer()
        let encoding = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/8\nK:C\n(3cde c2|]\n"))
        // Steps 0, 1.33 and 2.67.
        #expect(
            tokenizer.text(encoding.tokens)
                == "M:2/4 K:C major bar note_72 note_74 hold note_76 note_72 hold hold hold <end>")
        #expect(encoding.losses == ["3 notes moved to the grid"])
    }

    @Test func aNoteOnTheStepOfTheNextIsLeftOut() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1"])
        let encoding = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/8\nK:C\nc>d e2|]\n"))
        #expect(tokenizer.text(encoding.tokens) == "M:2/4 K:C major bar note_72 note_76 <end>")
        #expect(encoding.losses == ["1 note moved to the grid", "1 note shorter than the grid"])
    }

    @Test func lossesAreReported() throws {
        let tokenizer = try melodyTokenizer()
        let encoding = try tokenizer.encode(
            readTune("X:1\nR:jig\nM:6/8\nL:1/8\nK:D\n\"D\"{g}f3 (~[Ad]ef)|[K:G]^A3 B3|]\n"))
        #expect(
            encoding.losses == [
                "rhythm", "chord symbols", "grace notes", "decorations", "slurs",
                "all notes of chords but the highest", "changes of key",
            ])
        #expect(tokenizer.text(encoding.tokens).contains("note_74"))
        let flat = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/8\nK:D\n_A2 B2|]\n"))
        #expect(flat.losses == ["spelling of chromatic notes"])
    }

    @Test(arguments: [
        ("X:1\nM:none\nL:1/8\nK:D\nABc|]\n", "it has no meter"),
        ("X:1\nM:2/4\nL:1/8\nK:D\nABcd|ABcde|ABcd|]\n", "bar 2 is longer than a bar of 2/4"),
        ("X:1\nM:2/4\nL:1/8\nK:D\nA4|C,,2A2|]\n", "bar 2: the note C#2 (37) is not between 48 and 88"),
        ("X:1\nM:2/4\nL:1/8\nK:D\nz4|]\n", "it has no notes"),
        (
            "X:1\nM:17/16\nL:1/16\nK:D\nA16A|]\n",
            "bar 1: the melody tokenizer has no meter 17/16 at 4 steps a quarter"
        ),
    ])
    func unsupportedScoresAreRefusedWithAReason(abc: String, reason: String) throws {
        let tune = try readTune(abc)
        let tokenizer = try melodyTokenizer(["meters": "common", "low": "48", "high": "88"])
        let error = #expect(throws: TokenizationError.self) { try tokenizer.encode(tune) }
        #expect(error?.description == reason)
    }

    @Test func ofCommonMetersTheLongestStretchInOneIsEncoded() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "2", "meters": "common"])
        let encoding = try tokenizer.encode(
            readTune("X:1\nM:6/8\nL:1/8\nK:D\nABc def|[M:2/4]A2B2|c4|d4|e4|[M:3/8]f3|]\n"))
        #expect(encoding.losses == ["the music in other meters than 2/4"])
        let alone = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/8\nK:D\nA2B2|c4|d4|e4|]\n"))
        #expect(encoding.tokens == alone.tokens)
    }

    @Test func withCommonMetersAShortBarIsFilledUpAndReported() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1", "meters": "common"])
        let encoding = try tokenizer.encode(readTune("X:1\nM:3/4\nL:1/4\nK:C\ncde|cd|e|cde|c|def|]\n"))
        // Bars 2 and 3 form one bar; bar 5 is less than half a bar, so it is placed at the end of its bar.
        #expect(
            tokenizer.text(encoding.tokens)
                == "M:3/4 K:C major bar note_72 note_74 note_76 bar note_72 note_74 note_76 bar note_72 note_74 note_76 "
                + "bar rest rest note_72 bar note_74 note_76 note_77 <end>")
        #expect(encoding.losses == ["bar 5 filled up with rests"])
    }

    @Test func scoresWithoutBarLinesGetThoseOfTheirMeter() throws {
        var plain = Score(ticksPerQuarter: 480)
        plain.meters = [Timed(0, Meter(2, 4))]
        plain.parts = [
            Part(notes: [
                Note(onset: 0, duration: 720, pitch: Pitch(step: 0, octave: 4)),
                Note(onset: 720, duration: 720, pitch: Pitch(step: 1, octave: 4)),
            ])
        ]
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "2"])
        #expect(
            try tokenizer.text(tokenizer.encode(plain).tokens)
                == "M:2/4 K:C none bar note_60 hold hold note_62 bar hold hold rest rest <end>")
    }

    @Test(
        arguments: ["any", "common"],
        [
            (1 << 47, 480, 480), (-480, 480, 480), (0, 0, 480), (0, 480, 0), (0, 480, Int.max), (0, 480, 7),
            (1 << 55, 1 << 55, 480), (0, 1 << 55, 480), (1 << 40, 5, 1),
        ])
    func hostileScoresAreRefusedWithoutACrash(meters: String, times: (Int, Int, Int)) throws {
        let (onset, duration, ticksPerQuarter) = times
        var bad = Score(ticksPerQuarter: ticksPerQuarter)
        bad.meters = [Timed(0, Meter(4, 4))]
        bad.barlines = [Barline(onset: max(0, onset))]
        bad.parts = [Part(notes: [Note(onset: onset, duration: duration, pitch: Pitch(step: 0, octave: 4))])]
        #expect(throws: TokenizationError.self) { try melodyTokenizer(["meters": meters]).encode(bad) }
    }
}
