import MuseMusic
import MuseProtocols
import Testing

@Suite struct ABCFields {
    @Test func theHeaderIsKept() {
        let header = read(
            """
            X:12
            T:The Lark
            T:An Fhuiseog
            C:Trad.
            R:Slip Jig
            O:Ireland
            B:A book
            B:Another
            S:A player
            N:a note % and a comment
            H:first line
            and the second
            Z:someone
            M:9/8
            K:Em
            E3|
            W:words below
            """
        ).tunes[0].score.header
        #expect(header.referenceNumber == 12)
        #expect(header.titles == ["The Lark", "An Fhuiseog"])
        #expect(header.composers == ["Trad."])
        #expect(header.rhythm == "slip jig")
        #expect(header.origin == "Ireland")
        #expect(header.books == ["A book", "Another"])
        #expect(header.source == "A player")
        #expect(header.words == ["words below"])
        #expect(
            header.others.map { "\($0.letter)\($0.text)" } == [
                "Na note", "Hfirst line", "Hand the second", "Zsomeone",
            ])
    }

    @Test(arguments: [
        ("6/8", Meter(6, 8)), ("C", .common), ("C|", .cut), ("2+3/8", Meter([2, 3], over: 8)),
        ("(2+3)/8", Meter([2, 3], over: 8)), ("none", .free), ("FREI4/4", Meter(4, 4)), ("4", Meter(4, 4)),
        ("3/4 6/8", Meter(3, 4)), ("-4/4", Meter(4, 4)),
    ])
    func meters(text: String, expected: Meter) {
        #expect(tune("CDEF", meter: text).score.meters == [Timed(0, expected)])
    }

    @Test func theDefaultUnitFollowsTheMeter() {
        func unit(_ meter: String) -> Int? { read("X:1\n\(meter)K:C\nC\n").tunes[0].notes.first?.duration }
        #expect(unit("M:2/4\n") == quarter / 4)
        #expect(unit("M:3/4\n") == quarter / 2)
        #expect(unit("M:6/8\n") == quarter / 2)
        #expect(unit("M:none\n") == quarter / 2)
        #expect(unit("") == quarter / 2)
        #expect(unit("L:1/16\nM:C\n") == quarter / 4)
    }

    @Test(arguments: [
        ("D", Key(PitchClass(step: 1), .major)), ("Am", Key(PitchClass(step: 5), .minor)),
        ("GM", Key(PitchClass(step: 4), .minor)), ("A dorian", Key(PitchClass(step: 5), .dorian)),
        ("F#mix", Key(PitchClass(step: 3, alter: 1), .mixolydian)),
        ("Bb Lydian clef=bass", Key(PitchClass(step: 6, alter: -1), .lydian)),
        ("none", Key(PitchClass(step: 0), .none)), ("HP", .pipes(.unsigned)),
        ("Hp", .pipes(.signed)),
        ("D Phr ^f", Key(PitchClass(step: 1), .phrygian, accidentals: [PitchClass(step: 3, alter: 1)])),
        ("Dmix=c", Key(PitchClass(step: 1), .mixolydian, accidentals: [PitchClass(step: 0)])),
        (
            "C exp ^f_b",
            Key(
                PitchClass(step: 0), .none,
                accidentals: [PitchClass(step: 3, alter: 1), PitchClass(step: 6, alter: -1)])
        ),
    ])
    func keys(text: String, expected: Key) {
        let read = tune("C", key: text)
        #expect(read.score.keys == [Timed(0, expected)])
        #expect(read.diagnostics.isEmpty)
    }

    @Test func octaveInTheKeyMovesTheNotes() {
        #expect(tune("C", key: "C clef=bass octave=-1").midi == [48])
    }

    @Test(arguments: [
        ("120", 120.0, 1, 1, ""), ("1/4=120", 120, 1, 1, ""), ("\"Allegro\" 1/4=120", 120, 1, 1, "Allegro"),
        ("3/8=50 \"slow\"", 50, 3, 2, "slow"), ("1/4 3/8 1/4 3/8=40", 40, 5, 1, ""), ("C=120", 120, 1, 1, ""),
        ("C3=40", 40, 3, 1, ""),
    ])
    func tempos(text: String, bpm: Double, numerator: Int, denominator: Int, words: String) {
        let expected = Tempo(bpm: bpm, beatNumerator: numerator, beatDenominator: denominator, text: words)
        #expect(tune("C", fields: "Q:\(text)\n").score.tempos == [Timed(0, expected)])
    }

    @Test func changesInTheTuneApplyFromTheirPosition() {
        let read = tune("CF[K:D]CF|\nM:3/4\nL:1/8\nF6|[Q:1/4=90]F6|")
        #expect(read.midi == [60, 65, 61, 66, 66, 66])
        #expect(read.durations == [1, 1, 1, 1, 3, 3])
        #expect(read.score.keys.map(\.onset) == [0, 2 * quarter])
        #expect(read.score.meters == [Timed(0, Meter(4, 4)), Timed(4 * quarter, Meter(3, 4))])
        #expect(read.score.tempos.map(\.onset) == [7 * quarter])
        #expect(read.diagnostics.isEmpty)
    }

    @Test func playOrderAndLabelsAreRead() {
        let read = tune("P:A\nCDEF|\nP:B\nGABc|", fields: "P:A2(BA)2\n")
        #expect(read.score.playOrder == ["A", "A", "B", "A", "B", "A"])
        #expect(read.score.labels == [Timed(0, "A"), Timed(4 * quarter, "B")])
    }

    @Test func anExplodingPlayOrderIsIgnored() {
        let read = tune("CDEF|", fields: "P:((((((A9)9)9)9)9)9)9\n")
        #expect(read.score.playOrder.isEmpty)
        #expect(read.places == ["5:3 warning"])
    }

    @Test func programsAndDrumsComeFromDirectives() {
        #expect(tune("C", fields: "%%MIDI program 73\n").score.parts[0].program == 73)
        #expect(tune("C", fields: "%%MIDI channel 10\n").score.parts[0].isDrums)
    }

    @Test func asciiEscapesAreAccentedLetters() {
        let titles = read("X:1\nT:Caf\\'e \\\"Uber &eacute;\\u00e7\nK:C\nC\n").tunes[0].score.header.titles
        #expect(titles == ["Café Über éç"])
    }
}
