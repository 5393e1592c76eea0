import MuseImport
import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// What plug-ins are told about unfinished tunes. Expected values are counted by hand.
@Suite struct TuneReaderTests {
    private func tokenizer(_ type: String) throws -> any Tokenizer {
        let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
        let entry = Node.Entry(key: "type", keyMark: mark, value: Node(.scalar(type, isPlain: true), at: mark))
        return try Registry<any Tokenizer>.builtIn.make(Node(.map([entry]), at: mark), path: "tokenizer")
    }

    private static let jig = """
        X:1
        M:6/8
        L:1/8
        K:G
        D|:GAB c2d|e3 d2B|GFG A2D:|
        |:BcB g2e|

        """

    private func tokens(_ tokenizer: any Tokenizer) throws -> [TokenID] {
        let score = try #require(ABCImporter().read(Array(Self.jig.utf8), name: "jig").tunes.first?.score)
        return Array(try tokenizer.encode(score).tokens.dropLast())
    }

    private func music(
        _ tokenizer: any Tokenizer, _ tokens: [TokenID], plan: Plan = Plan()
    ) throws -> TuneReader.Music {
        try #require(tokenizer.tuneReader).music(of: tokens, plan: plan)
    }

    /// The position of the token with a name, from 0 for its first occurrence.
    private func place(of name: String, _ occurrence: Int, _ tokens: [TokenID], _ tokenizer: any Tokenizer) -> Int? {
        tokens.indices.filter { tokenizer.vocabulary[tokens[$0]] == name }.dropFirst(occurrence).first
    }

    @Test func theClockCountsTheMusicBeforeTheNextNote() throws {
        let abc = try tokenizer("abc")
        let all = try tokens(abc)
        let eighth = Score.notationTicksPerQuarter / 2
        // After the pickup and its bar line, at the first full bar.
        let afterPickup = try #require(place(of: "|:", 0, all, abc)) + 1
        var clock = try music(abc, Array(all[..<afterPickup])).clock
        #expect((clock.onset, clock.bar, clock.position, clock.barTicks) == (eighth, 0, 0, 6 * eighth))
        #expect((clock.tonic, clock.fifths, clock.section) == (7, 1, 0))
        // After the first four notes of that bar: an eighth and a quarter into the second beat.
        clock = try music(abc, Array(all[..<(afterPickup + 5)])).clock
        #expect(clock.position == 5 * eighth && clock.beat == 1 && clock.beatPosition == 2 * eighth)
        // At the first bar of the second section: two full bars are in the first, the last one is short.
        let second = try #require(place(of: "|:", 1, all, abc) ?? place(of: ":|:", 0, all, abc)) + 1
        clock = try music(abc, Array(all[..<second])).clock
        #expect((clock.section, clock.sectionBar, clock.position) == (1, 0, 0))
        // At the end, one full bar later.
        clock = try music(abc, all).clock
        #expect((clock.section, clock.sectionBar, clock.position) == (1, 1, 0))
    }

    @Test func phrasesAreCountedIfThePlanHasThem() throws {
        let abc = try tokenizer("abc")
        let all = try tokens(abc)
        var plan = Plan()
        let sections = [Plan.Section(bars: 4, repeats: .signs, phrases: ["a", "b"])]
        plan.sections = Plan.Demand(sections, path: "", mark: nil)
        let afterBars = try #require(place(of: "|", 1, all, abc)) + 1
        let clock = try music(abc, Array(all[..<afterBars]), plan: plan).clock
        #expect((clock.sectionBar, clock.phrase, clock.phraseBar) == (2, 1, 0))
        #expect(try music(abc, all).clock.phrase == -1)
    }

    @Test func notesSoFarArePitchesInTheOrderOfTime() throws {
        for type in ["abc", "melody"] {
            let tokenizer = try tokenizer(type)
            let notes = try music(tokenizer, tokens(tokenizer)).notes.map(\.note.pitch.midi)
            #expect(notes.starts(with: [62, 67, 69, 71, 72, 74]), "\(type): \(notes)")
        }
    }

    @Test func pitchTokensHaveThePitchesOfTheKey() throws {
        let abc = try tokenizer("abc")
        let reader = try #require(abc.tuneReader)
        let vocabulary = abc.vocabulary
        func pitch(_ name: String, in key: Key?, after previous: String? = nil) throws -> Int? {
            let token = try #require(vocabulary[name])
            return reader.pitches(in: key, after: previous.flatMap { vocabulary[$0] })[Int(token)]
        }
        // Relative: 1 is the tonic in octave 4, 7 the seventh step of the scale.
        #expect(try pitch("1", in: Key("G")) == 67)
        #expect(try pitch("7", in: Key("G")) == 78)
        #expect(try pitch("7", in: Key("G mixolydian")) == 77)
        #expect(try pitch("7", in: Key("G"), after: "-1") == 77)
        #expect(try pitch("|", in: Key("G")) == nil)
        let pianoroll = try tokenizer("pianoroll")
        let token = try #require(pianoroll.vocabulary["note_60"])
        #expect(pianoroll.tuneReader?.pitches(in: nil, after: nil)[Int(token)] == 60)
    }

    @Test(arguments: TokenizerContractTests.names) func kindsTellNotesFromStructure(_ type: String) throws {
        let tokenizer = try tokenizer(type)
        let kinds = try #require(tokenizer.tuneReader).kinds
        #expect(kinds.count == tokenizer.vocabulary.count)
        #expect(kinds[Int(tokenizer.endToken)] == .end && kinds.count { $0 == .end } == 1)
        #expect(kinds.contains(.note))
        for (number, kind) in kinds.enumerated() where kind == .note {
            let name = tokenizer.vocabulary.names[number]
            // The numbers of drums are instruments.
            let isDrum = name.hasPrefix("PitchDrum_") || name.hasPrefix("DrumOn_")
            #expect((tokenizer.pitch(of: TokenID(number), in: .cMajor, after: nil) == nil) == isDrum, "\(name)")
        }
    }

    @Test(arguments: ["abc", "melody", "pianoroll", "chorale"]) func kindsTellBarsAndConditions(_ type: String) throws {
        let kinds = try #require(try tokenizer(type).tuneReader).kinds
        #expect(kinds.contains(.bar) && kinds.contains(.condition))
    }

    /// The clock of a grid counts its steps, whatever decoding fills up.
    @Test func theClockOfAGridCountsSteps() throws {
        let melody = try tokenizer("melody")
        let all = try tokens(melody)
        let bar = try #require(place(of: "bar", 2, all, melody))
        // Two steps into the second full bar, which follows a pickup of an eighth and a bar.
        let clock = try music(melody, Array(all[..<(bar + 3)])).clock
        #expect(clock.bar == 1 && clock.position == 2 * clock.ticksPerQuarter / 4)
        #expect(clock.onset == clock.ticksPerQuarter / 2 + 3 * clock.ticksPerQuarter + clock.position)
    }
}
