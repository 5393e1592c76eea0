import Foundation
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

@Suite struct HarmonizeRunTests {
    private static let jig = """
        X:1
        T:Haste to the Wedding
        R:jig
        M:6/8
        L:1/8
        K:D
        |: A | AFG Agf | ede fdB | AFA AdF | EFE E2 F/G/ |
        AFG Aaf | ede fdB | AFA faf | ddd d2 :|
        |: f/g/ | afa afa | bgb bag | fga agf | efe efg |
        a3 f3 | ede fdB | AFA faf | ddd d2 :|

        """
    private static let air = """
        X:2
        T:A Minor Air
        M:4/4
        L:1/4
        K:Am
        A2 ce | d2 B2 | c2 A2 | B2 E2 | A2 ce | d2 f2 | e2 ^G2 | A4 |]

        """

    private func workplace(_ harmonize: String, generator: String = "{type: hmm, chords: true}", more: String = "")
        throws -> Workplace
    {
        let work = try Workplace(
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: abc, chord_symbols: true}
            generator: \(generator)
            generate: {harmonize: \(harmonize)\(more)}
            export: {type: abc, path: out.abc}
            """)
        try work.write("given.abc", Self.jig + "\n" + Self.air)
        return work
    }

    private func tunes(_ work: Workplace) throws -> [GeneratedTune] {
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        return try muse.generate(recipe, with: try muse.fit(recipe))
    }

    /// Whether a chord has a tone of the melody that sounds on a beat of a bar.
    private func fits(_ chord: ChordSymbol, _ span: HarmonicSpan) throws -> Bool {
        let chord = try #require(ScaleChord(chord, in: span.key))
        return span.tones.contains { $0.accent != .offBeat && chord.tones.contains($0.degree) }
    }

    @Test(arguments: ["bar", "half", "beat"]) func everyBarHasAChordThatFitsItsStrongBeats(every: String) throws {
        let work = try workplace("{file: given.abc, every: \(every)}")
        let tunes = try tunes(work)
        #expect(tunes.map(\.title) == ["Haste to the Wedding", "A Minor Air"])
        for tune in tunes {
            let bars = tune.score.harmonicSpans(every: .bar)
            #expect(bars.count == (tune.number == 1 ? 16 : 8))
            for bar in bars {
                let chords = tune.score.chordSymbols.filter { (bar.start..<bar.end).contains($0.onset) }
                #expect(chords.first?.onset == bar.start)
                #expect(try chords.contains { try fits($0.value, bar) }, "\(bar.start) of \(tune.title)")
            }
        }
    }

    @Test func theTuneIsKeptAndEndsOnItsTonic() throws {
        let work = try workplace("given.abc")
        let tunes = try tunes(work)
        let given = try #require(try work.recipe(work.muse()).harmonizing).scores
        for (tune, given) in zip(tunes, given) {
            #expect(tune.score.parts == given.parts)
            #expect(tune.score.barlines == given.barlines)
            #expect(tune.score.header.rhythm == given.header.rhythm)
        }
        #expect(tunes.map { $0.score.chordSymbols.last?.value.description } == ["D", "Am"])
    }

    @Test func versionsDifferAndAreTheSameBytesTwice() throws {
        let work = try workplace("{file: given.abc, every: half}", more: ", count: 3")
        let (one, other) = (try tunes(work), try tunes(work))
        #expect(one.map(\.score) == other.map(\.score))
        #expect(one.map(\.title).prefix(2) == ["Haste to the Wedding", "Haste to the Wedding (version 2)"])
        #expect(one.count == 6)
        #expect(Set(one.map(\.score.chordSymbols)).count == 6)
    }

    @Test func onlyNamedChordsAreUsed() throws {
        let work = try workplace("{file: given.abc, chords: [I, IV, V, i, iv]}")
        let names = try tunes(work).map { tune in Set(tune.score.chordSymbols.map(\.value.description)).sorted() }
        #expect(Set(names[0]).isSubset(of: ["D", "G", "A", "Dm", "Gm"]))
        #expect(Set(names[1]).isSubset(of: ["A", "D", "E", "Am", "Dm"]))
    }

    /// Tunes whose author puts A minor below every bar with C, E and G.
    @Test func chordsOfTheCorpusAreLearned() throws {
        let work = try workplace("{file: plain.abc, cadences: false}")
        let bars = ["\"Am\"CDEG", "\"G7\"GFDB,", "\"Am\"CEGE", "\"G7\"BGDF"]
        // Tunes that differ enough not to be taken for variants of each other.
        var random = RandomSource(seed: 4)
        let tunes = (0..<40).map { number in
            let music = (0..<12).map { _ in bars[random.below(4)] }.joined(separator: " | ")
            return "X:\(number + 1)\nT:\(number)\nM:4/4\nL:1/4\nK:C\n\(music) |]\n"
        }
        try work.write("tunes.abc", tunes.joined(separator: "\n"))
        try work.write("plain.abc", "X:1\nT:Plain\nM:4/4\nL:1/4\nK:C\nCDEG | GFDB, | CEGE | CDEG | BGDF | CEGE |]\n")
        let found = try self.tunes(work)[0].score.chordSymbols.map(\.value.description)
        #expect(found == ["Am", "G7", "Am", "Am", "G7", "Am"])
    }

    @Test func aMarkovModelWritesChordsBetweenTheNotes() throws {
        let work = try workplace("{file: given.abc}", generator: "{type: markov, order: 3}", more: ", count: 2")
        let tunes = try tunes(work)
        #expect(tunes.count == 4)
        for tune in tunes {
            for bar in tune.score.harmonicSpans(every: .bar) {
                #expect(tune.score.chordSymbols.contains { $0.onset == bar.start })
            }
        }
    }

    /// A model that writes chords between given notes cannot change the notes.
    @Test func aLimitOnCopiedNotesIsRefused() throws {
        let work = try workplace(
            "{file: given.abc}", generator: "{type: markov, order: 3}\nconstraints: {type: max_order, notes: 8}")
        do {
            _ = try work.recipe(work.muse())
            Issue.record("accepted")
        } catch let error as RecipeErrors {
            #expect(error.description.contains("this constraint cannot be combined with 'generate.harmonize'"))
        }
    }

    @Test func aSecondVoiceHasTheStartOfTheFirstRepeat() throws {
        let work = try workplace("{file: given.abc, part: bass}")
        try work.write("given.abc", Self.jig.replacingOccurrences(of: "|: A |", with: "A |"))
        let lines = try #require(try tunes(work).first).score.barlines
        #expect(lines[0].onset == 0 && lines[0].startsRepeat && lines.filter(\.startsRepeat).count == 2)
    }

    @Test(arguments: ["bass", "counter_melody"]) func aSecondVoiceIsAFurtherPart(part: String) throws {
        let work = try workplace("{file: given.abc, part: \(part)}")
        for tune in try tunes(work) {
            #expect(tune.score.parts.count == 2)
            #expect(tune.score.parts[1].name == (part == "bass" ? "Bass" : "Second voice"))
        }
        let muse = work.muse()
        let files = try muse.run(try work.recipe(muse), out: "\(work.path)/o", writesPage: false).files
        #expect(files.count == 1)
    }

    @Test(arguments: [
        ("{file: nowhere.abc}", "{type: hmm, chords: true}", "generate.harmonize.file: "),
        ("{file: given.abc, chords: [I, X]}", "{type: hmm, chords: true}", "generate.harmonize.chords[1]: expected"),
        ("{file: given.abc, chords: []}", "{type: hmm, chords: true}", "generate.harmonize.chords: an empty list"),
        ("{every: bar}", "{type: hmm, chords: true}", "generate.harmonize: 'file' is missing"),
        ("~", "{type: hmm, chords: true}", "generator: this model only harmonises"),
        ("free.abc", "{type: hmm, chords: true}", "generate.harmonize.file: tune 1 'Free': a tune to harmonise needs"),
        ("given.abc", "{type: hmm, chords: true, order: 2}", "generator.order: 'order' has no effect here"),
    ]) func mistakesAreNamed(harmonize: String, generator: String, message: String) throws {
        let work = try workplace(harmonize, generator: generator)
        try work.write("free.abc", "X:1\nT:Free\nM:none\nL:1/4\nK:C\nCDEG GFDB |]\n")
        let error = #expect(throws: RecipeErrors.self) { try work.recipe(work.muse()) }
        #expect(error.map { "\($0)" }?.contains(message) == true, "\(String(describing: error))")
    }

    @Test func tokensWithoutChordSymbolsAreRefused() throws {
        let work = try workplace("given.abc", generator: "{type: markov}")
        let error = #expect(throws: RecipeErrors.self) {
            try work.recipe(work.muse(), ["tokenizer": "{type: abc}"])
        }
        #expect(error.map { "\($0)" }?.contains("the tokenizer 'abc' writes no chord symbols") == true)
    }
}
