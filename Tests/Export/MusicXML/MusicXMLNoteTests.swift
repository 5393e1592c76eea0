import MuseExport
import MuseMusic
import Testing

@Suite struct MusicXMLNoteTests {
    @Test func unprintableLengthsAreTied() throws {
        var tune = Tune(Meter(6, 8))
        tune.notes("C4", 5)
        tune.notes("D4")
        tune.bar()
        // The half note would neither start nor end at a multiple of its length, so it comes first.
        tune.notes("E4")
        tune.notes("F4", 5)
        tune.bar()
        #expect(try texts("type", tune.score) == ["half", "eighth", "eighth", "eighth", "half", "eighth"])
        #expect(try attributes("type", of: "tied", tune.score) == ["start", "stop", "start", "stop"])
    }

    @Test(arguments: [
        (2.0, "quarter", 0), (3.0, "quarter", 1), (7.0, "half", 2), (0.5, "16th", 0), (0.75, "16th", 1),
        (8.0, "whole", 0),
        (16.0, "breve", 0), (0.0625, "128th", 0),
    ])
    func lengthsHaveTypesAndDots(eighths: Double, type: String, dots: Int) throws {
        var tune = Tune(.free)
        tune.notes("C4", eighths)
        #expect(try texts("type", tune.score) == [type])
        #expect(try elements("dot", tune.score).count == dots)
    }

    @Test func accidentalsMarkDeviationsFromKeyAndBar() throws {
        var tune = Tune(Meter(4, 4), key: Key(PitchClass(step: 4), .major))
        tune.notes("F#4 F4 F4 F5 F#4 G#4 Bb4 B4")
        tune.bar()
        tune.notes("F4 Bbb4 F##4 G4", 2)
        tune.bar()
        let signs = try elements("note", tune.score).map { note in
            ["flat-flat", "double-sharp", "natural", "sharp", "flat"].first {
                note.contains("<accidental>\($0)</accidental>")
            } ?? "-"
        }
        #expect(
            signs == [
                "-", "natural", "-", "natural", "sharp", "sharp", "flat", "natural",
                "natural", "flat-flat", "double-sharp", "-",
            ])
    }

    @Test func aTieCarriesTheAccidentalOverTheBarLineButNoFurther() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("F#4", 4) { $0.isTied = true }
        tune.bar()
        tune.notes("F#4 F#4", 2)
        tune.bar()
        let signs = try elements("note", tune.score).map { $0.contains("<accidental>sharp</accidental>") }
        #expect(signs == [true, false, true])
        #expect(try attributes("type", of: "tie", tune.score) == ["start", "stop"])
    }

    @Test func aTieWithoutASecondNoteIsNotWritten() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("F4 G4", 2) { $0.isTied = true }
        #expect(try elements("tie", tune.score).isEmpty)
    }

    /// Returns the beams of a score, a word per note: `b` begin, `c` continue, `e` end, `f` forward hook, `h` backward
    /// hook.
    private func beams(_ score: Score) throws -> String {
        try elements("note", score).map { note in
            var word = ""
            var rest = note[...]
            while !rest.isEmpty {
                if rest.hasPrefix("<beam ") {
                    let text = rest.drop { $0 != ">" }.dropFirst()
                    word += text.hasPrefix("backward") ? "h" : String(text.prefix(1))
                }
                rest = rest.dropFirst()
            }
            return word.isEmpty ? "-" : word
        }.joined(separator: " ")
    }

    @Test(arguments: [
        (Meter(6, 8), [1.0, 1, 1, 1, 1, 1], "b c e b c e"),
        (Meter(6, 8), [2.0, 1, 1, 0.5, 0.5, 1], "- - b cb ce e"),
        (Meter(6, 8), [1.5, 0.5, 1, 3], "b ch e -"),
        (Meter(4, 4), [1.0, 1, 1, 1, 2, 1, 1], "b c c e - b e"),
        (Meter(4, 4), [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 4], "bb cc cc ce cb cc cc ee -"),
        (Meter(2, 4), [1.5, 0.5, 0.5, 0.5, 1], "b eh bb ce e"),
        (Meter(3, 4), [1.0, 1, 1, 1, 1, 1], "b e b e b e"),
        (Meter([2, 3], over: 8), [1.0, 1, 1, 1, 1], "b e b c e"),
        (Meter(7, 8), [1.0, 1, 1, 1, 1, 1, 1], "b c e b e b e"),
        (Meter(3, 8), [1.0, 0.25, 0.25, 0.5, 1], "b cbb cce ce e"),
    ])
    func beamsFollowTheMeter(meter: Meter, eighths: [Double], expected: String) throws {
        var tune = Tune(meter)
        for length in eighths { tune.notes("C5", length) }
        tune.bar()
        #expect(try beams(tune.score) == expected)
    }

    @Test func aPickupIsBeamedLikeTheEndOfABar() throws {
        var tune = Tune(Meter(6, 8))
        tune.notes("A4 B4 C5 D5")
        tune.bar()
        tune.notes("E5", 6)
        tune.bar()
        #expect(try beams(tune.score) == "- b c e -")
    }

    @Test func tupletsHaveRatioStartAndStop() throws {
        var tune = Tune(Meter(2, 4))
        for i in 0..<3 {
            tune.notes("C5", 2.0 / 3) { $0.tuplet = Tuplet(actual: 3, normal: 2, index: i, count: 3) }
        }
        tune.notes("D5", 2)
        tune.bar()
        #expect(try texts("type", tune.score) == ["eighth", "eighth", "eighth", "quarter"])
        #expect(
            try elements("time-modification", tune.score)
                == [String](
                    repeating: "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes>"
                        + "</time-modification>", count: 3))
        #expect(try attributes("type", of: "tuplet", tune.score) == ["start", "stop"])
        #expect(try texts("divisions", tune.score) == ["3"])
    }

    @Test func notesOfAChordAreMarked() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4", 4)
        tune.cursor = 0
        tune.notes("E4", 4)
        tune.bar()
        #expect(try elements("note", tune.score).map { $0.hasPrefix("<note><chord/>") } == [false, true])
    }

    @Test func aSecondVoiceStartsAfterABackup() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C5", 4)
        tune.cursor = 2 * Tune.eighth
        tune.notes("E4", 2) { $0.voice = 1 }
        tune.bar()
        #expect(try texts("voice", tune.score) == ["1", "2"])
        #expect(try elements("backup", tune.score) == ["<backup><duration>1</duration></backup>"])
    }

    @Test func notesOfOneVoiceThatOverlapAreTwoVoices() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C5", 4)
        tune.cursor = 2 * Tune.eighth
        tune.notes("E4", 2)
        tune.bar()
        #expect(try texts("voice", tune.score) == ["1", "2"])
        #expect(try texts("duration", tune.score) == ["2", "1", "1"])
    }

    @Test func quarterTonesAreDecimals() throws {
        var tune = Tune(Meter(2, 4))
        for cents in [50, 50, -50] { tune.notes("C4") { $0.pitch.cents = Int8(cents) } }
        #expect(try texts("alter", tune.score) == ["0.5", "0.5", "-0.5"])
        #expect(try texts("accidental", tune.score) == ["quarter-sharp", "quarter-flat"])
    }

    @Test func dottedSlursAreDotted() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C5") { ($0.marks.slurStarts, $0.marks.dottedSlurStarts) = (2, 1) }
        tune.notes("D5") { $0.marks.slurEnds = 2 }
        #expect(try attributes("line-type", of: "slur", tune.score) == ["dotted", "", "", ""])
    }

    @Test func slursHaveNumbersWhileTheyAreOpen() throws {
        var tune = Tune(Meter(4, 4))
        tune.notes("C5") { $0.marks.slurStarts = 2 }
        tune.notes("D5") { $0.marks.slurEnds = 1 }
        tune.notes("E5") { $0.marks.slurEnds = 1 }
        // A slur over one note has no effect.
        tune.notes("F5") {
            $0.marks.slurStarts = 1
            $0.marks.slurEnds = 1
        }
        #expect(
            try elements("slur", tune.score) == [
                #"<slur type="start" number="1"/>"#, #"<slur type="start" number="2"/>"#,
                #"<slur type="stop" number="2"/>"#, #"<slur type="stop" number="1"/>"#,
            ])
    }

    @Test func gracesComeBeforeTheirNoteAndTakeNoTime() throws {
        var tune = Tune(Meter(2, 4))
        let grace = Graces.Grace(pitch: pitch("F#5"), duration: Tune.eighth / 2)
        tune.notes("G5", 4) { $0.marks.graces = Graces([grace], isAcciaccatura: true) }
        tune.bar()
        let notes = try elements("note", tune.score)
        #expect(
            notes.first == #"<note><grace slash="yes"/><pitch><step>F</step><alter>1</alter><octave>5</octave></pitch>"#
                + "<voice>1</voice><type>16th</type><accidental>sharp</accidental></note>")
        #expect(notes.count == 2)
    }

    @Test(arguments: [
        ("trill", "<ornaments><trill-mark/></ornaments>"), ("roll", "<ornaments><turn/></ornaments>"),
        ("turnx", #"<ornaments><turn slash="yes"/></ornaments>"#),
        ("lowermordent", "<ornaments><mordent/></ornaments>"),
        ("staccato", "<articulations><staccato/></articulations>"),
        (">", "<articulations><accent/></articulations>"), ("upbow", "<technical><up-bow/></technical>"),
        ("3", "<technical><fingering>3</fingering></technical>"), ("fermata", #"<fermata type="upright"/>"#),
    ])
    func decorationsAreNotations(name: String, expected: String) throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("G4", 4) { $0.marks.decorations = [name] }
        #expect(try elements("notations", tune.score) == ["<notations>\(expected)</notations>"])
    }

    @Test func otherDecorationsAreDirectionsBeforeTheNote() throws {
        var tune = Tune(Meter(4, 4))
        for name in ["swell", "mf", "segno", "D.C."] { tune.notes("G4", 2) { $0.marks.decorations = [name] } }
        #expect(
            try elements("direction", tune.score) == [
                #"<direction placement="above"><direction-type><words>swell</words></direction-type></direction>"#,
                #"<direction placement="below"><direction-type><dynamics><mf/></dynamics></direction-type>"#
                    + "</direction>",
                #"<direction placement="above"><direction-type><segno/></direction-type>"#
                    + #"<sound segno="segno"/></direction>"#,
                #"<direction placement="above"><direction-type><words>D.C.</words></direction-type>"#
                    + #"<sound dacapo="yes"/></direction>"#,
            ])
        #expect(try elements("notations", tune.score).isEmpty)
    }

    // MuseScore and music21 play to the end after "D.C." alone.
    @Test(arguments: [
        (["fine", "D.C."], "D.C. al Fine"), (["fine", "dacapo"], "D.C. al Fine"), (["fine", "D.S."], "D.S. al Fine"),
        (["dacoda", "D.C.", "coda"], "D.C. al Coda"), (["coda", "D.S.", "coda"], "D.S. al Coda"),
        (["segno", "D.S."], "D.S."), (["fine", "D.C.alcoda"], "D.C. al Coda"),
    ])
    func jumpsNameTheirGoals(names: [String], words: String) throws {
        var tune = Tune(Meter(2, 4))
        for name in names {
            tune.notes("G4", 4) { $0.marks.decorations = [name] }
            tune.bar()
        }
        #expect(try elements("words", tune.score).contains("<words>\(words)</words>"))
    }

    @Test func lyricsAreSyllablesOfVerses() throws {
        var tune = Tune(Meter(4, 4))
        for syllables in [["Oh"], ["la--", "x"], [], ["di-"], ["da__"], [], []] {
            tune.notes("G4", 2) { $0.marks.lyrics = syllables }
        }
        #expect(
            try elements("lyric", tune.score) == [
                #"<lyric number="1"><syllabic>single</syllabic><text>Oh</text></lyric>"#,
                #"<lyric number="1"><syllabic>begin</syllabic><text>la</text></lyric>"#,
                #"<lyric number="2"><syllabic>single</syllabic><text>x</text></lyric>"#,
                #"<lyric number="1"><syllabic>middle</syllabic><text>di</text></lyric>"#,
                #"<lyric number="1"><syllabic>end</syllabic><text>da</text><extend type="start"/></lyric>"#,
                #"<lyric number="1"><extend type="stop"/></lyric>"#,
            ])
        // The syllable is held over the next two notes.
        tune = Tune(Meter(4, 4))
        for syllables in [["One__"], [], [], ["two"]] {
            tune.notes("G4", 2) { $0.marks.lyrics = syllables }
        }
        #expect(
            try elements("lyric", tune.score) == [
                #"<lyric number="1"><syllabic>single</syllabic><text>One</text><extend type="start"/></lyric>"#,
                #"<lyric number="1"><extend type="stop"/></lyric>"#,
                #"<lyric number="1"><syllabic>single</syllabic><text>two</text></lyric>"#,
            ])
    }

    @Test func restsMayBeHiddenAndFillOnlyFullBars() throws {
        var tune = Tune(Meter(2, 4))
        tune.rest(2)
        tune.bar()
        tune.rest(4)
        tune.bar()
        tune.rest(2, isVisible: false)
        tune.notes("C4", 2)
        tune.bar()
        #expect(
            try elements("note", tune.score).filter { $0.contains("<rest") } == [
                "<note><rest/><duration>1</duration><voice>1</voice><type>quarter</type></note>",
                #"<note><rest measure="yes"/><duration>2</duration><voice>1</voice></note>"#,
                #"<note print-object="no"><rest/><duration>1</duration><voice>1</voice><type>quarter</type></note>"#,
            ])
    }

    @Test func chordSymbolsAreOffsetWithinANote() throws {
        var tune = Tune(Meter(4, 4))
        tune.notes("C4", 8)
        tune.bar()
        tune.score.chordSymbols = ["Am", "F#m7/C#", "Gadd9"].enumerated().compactMap { i, text in
            ChordSymbol(text).map { Timed(i * 2 * Tune.eighth, $0) }
        }
        #expect(
            try elements("harmony", tune.score) == [
                #"<harmony><root><root-step>A</root-step></root><kind text="m">minor</kind></harmony>"#,
                "<harmony><root><root-step>F</root-step><root-alter>1</root-alter></root>"
                    + #"<kind text="m7">minor-seventh</kind><bass><bass-step>C</bass-step><bass-alter>1</bass-alter>"#
                    + "</bass><offset>1</offset></harmony>",
                #"<harmony><root><root-step>G</root-step></root><kind text="add9">other</kind>"#
                    + "<offset>2</offset></harmony>",
            ])
    }

    @Test func tempoIsAMetronomeMarkAndASound() throws {
        var tune = Tune(Meter(6, 8))
        tune.notes("C4", 6)
        tune.score.tempos = [Timed(0, Tempo(bpm: 112.5, beatNumerator: 3, beatDenominator: 2, text: "Lively"))]
        #expect(
            try elements("direction", tune.score) == [
                #"<direction placement="above"><direction-type><words>Lively</words></direction-type>"#
                    + "<direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/>"
                    + #"<per-minute>112.5</per-minute></metronome></direction-type><sound tempo="168.75"/></direction>"#
            ])
    }

    @Test func drumsAreUnpitchedInstruments() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("D2", 4)
        tune.bar()
        tune.score.parts[0].isDrums = true
        #expect(try texts("midi-unpitched", tune.score) == ["39"])
        #expect(
            try elements("note", tune.score) == [
                "<note><unpitched><display-step>C</display-step><display-octave>5</display-octave></unpitched>"
                    + #"<duration>2</duration><instrument id="P1-I1"/><voice>1</voice><type>half</type></note>"#
            ])
    }

    @Test func lowPartsHaveABassClef() throws {
        for (name, sign) in [("C5", "G"), ("C3", "F")] {
            var tune = Tune(Meter(2, 4))
            tune.notes(name, 4)
            #expect(try texts("sign", tune.score) == [sign])
        }
    }

    @Test func charactersInvalidInXMLAreReplaced() throws {
        var tune = Tune(Meter(2, 4))
        tune.score.header.titles = ["a\u{1}b<\u{FFFF}é"]
        #expect(try texts("work-title", tune.score) == ["a\u{FFFD}b&lt;\u{FFFD}é"])
    }
}
