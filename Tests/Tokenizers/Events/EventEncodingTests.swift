import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Event tokens of small scores, by hand.
@Suite struct EventEncodingTests {
    /// C4 and E4 for a quarter, then G4 from one and a half quarters on, as performed.
    private func score() -> Score {
        var score = Score(ticksPerQuarter: 480)
        score.performance = Performance(statesMeter: true)
        score.meters = [Timed(0, Meter(4, 4))]
        score.tempos = [Timed(0, Tempo(bpm: 120))]
        score.parts = [
            Part(notes: [
                Note(onset: 0, duration: 470, pitch: Pitch("C4")!, velocity: 80),
                Note(onset: 5, duration: 480, pitch: Pitch("E4")!, velocity: 70),
                Note(onset: 725, duration: 480, pitch: Pitch("G4")!, velocity: 90),
            ])
        ]
        return score
    }

    private func text(_ tokens: [TokenID], _ tokenizer: any Tokenizer) -> String {
        tokens.map { tokenizer.vocabulary[$0] }.joined(separator: " ")
    }

    /// Velocities are multiples of 127/32, rounded down: 79, 71 and 91 are the nearest.
    @Test(
        arguments: [
            (
                "remi",
                "Bar_None TimeSig_4/4 Position_0 Pitch_60 Velocity_79 Duration_1.0.8 Pitch_64 Velocity_71 Duration_1.0.8 "
                    + "Position_12 Pitch_67 Velocity_91 Duration_1.0.8 EOS_None"
            ),
            (
                "midi_like",
                "TimeSig_4/4 NoteOn_60 Velocity_79 NoteOn_64 Velocity_71 TimeShift_1.0.8 NoteOff_60 NoteOff_64 "
                    + "TimeShift_0.4.8 NoteOn_67 Velocity_91 TimeShift_1.0.8 NoteOff_67 EOS_None"
            ),
            (
                "octuple",
                "Pitch_60 Position_0 Bar_0 Velocity_79 Duration_1.0.8 TimeSig_4/4 Pitch_64 Position_0 Bar_0 Velocity_71 "
                    + "Duration_1.0.8 TimeSig_4/4 Pitch_67 Position_12 Bar_0 Velocity_91 Duration_1.0.8 TimeSig_4/4 EOS_None"
            ),
        ]) func smallScoresByHand(_ name: String, _ expected: String) throws
    {
        let tokenizer = try eventTokenizer(name)
        #expect(text(try tokenizer.encode(score()).tokens, tokenizer) == expected)
    }

    @Test func tracksAreSequencesOfTheirOwnUnlessProgramsAreStated() throws {
        var score = score()
        score.parts.append(Part(program: 33, notes: [Note(onset: 0, duration: 480, pitch: Pitch("C3")!, velocity: 80)]))
        let separate = try eventTokenizer("tsd", [("miditok_compatible", "true")])
        let tokens = try separate.encode(score).tokens
        #expect(tokens.count { separate.vocabulary[$0] == "BOS_None" } == 1)
        #expect(
            separate.lines(of: tokens).map { text(Array($0), separate) }.last
                == "TimeSig_4/4 Pitch_48 Velocity_79 Duration_1.0.8")
        let together = try eventTokenizer("tsd", [("use_programs", "true")])
        let line = text(try together.encode(score).tokens, together)
        #expect(line.hasPrefix("TimeSig_4/4 Program_0 Pitch_60 Velocity_79 Duration_1.0.8 Program_0 Pitch_64"))
        #expect(line.contains("Program_33 Pitch_48"))
        let decoded = try together.decode(together.encode(score).tokens)
        #expect(decoded.parts.map(\.program) == [0, 33])
        #expect(decoded.parts.map { $0.notes.map(\.pitch.midi) } == [[60, 64, 67], [48]])
        #expect(decoded.parts[0].notes.map(\.velocity) == [79, 71, 91])
    }

    @Test func whatTokensDoNotStateIsListed() throws {
        var score = score()
        score.parts[0].program = 5
        score.parts[0].notes[0].pitch = Pitch("C0")!
        score.meters.append(Timed(1920, Meter(7, 8)))
        let losses = try eventTokenizer("remi").encode(score).losses
        #expect(losses == ["tempo", "the meter 7/8", "programs", "1 note outside the pitch range"])
    }

    @Test func musicThatIsTooLongIsRefused() throws {
        var score = score()
        score.parts[0].notes[2].onset = 1 << 40
        #expect(throws: TokenizationError("the music is longer than 100000 quarter notes")) {
            try eventTokenizer("remi").encode(score)
        }
        score.parts[0].notes[2].onset = 1920 * 3
        #expect(throws: TokenizationError("bar 3 has no token; max_bar_embedding is 2")) {
            try eventTokenizer("remi", [("max_bar_embedding", "2")]).encode(score)
        }
        #expect(
            try eventTokenizer("octuple", [("max_bar_embedding", "3")]).encode(score).losses.contains(
                "1 note after bar 3"))
    }

    @Test(
        arguments: [
            ("remi", [("num_tempos", "8")], "'num_tempos' has no effect here: it needs use_tempos: true"),
            ("remi", [("beat_res", "[0-4:8, 5-8:4]")], "5-8:4 starts at beat 5, not 4"),
            ("tsd", [("pitch_range", "[60, 50]")], "expected the lowest and the highest pitch"),
            ("octuple", [("time_signature_range", "[3/8]")], "none of the meters is in quarters"),
        ]) func settingsThatDoNotGoTogetherAreRefused(
            _ name: String, _ settings: [(String, String)], _ message: String
        ) throws
    {
        let error = #expect(throws: (any Error).self) { try eventTokenizer(name, settings) }
        #expect("\(try #require(error))".contains(message))
    }

    @Test func generationIsRefusedWhereTheGrammarLacksTokens() throws {
        let tokenizer = try eventTokenizer("remi", [("use_chords", "true"), ("use_rests", "true")])
        #expect(
            throws: PlanError(
                "tunes of remi tokens cannot be generated with use_chords, use_rests, only encoded and decoded")
        ) { try tokenizer.grammar(for: Plan()) }
        var plan = Plan()
        plan.bars = demand(2...3)
        #expect(throws: PlanError.self) { try eventTokenizer("tsd").grammar(for: plan) }
    }
}
