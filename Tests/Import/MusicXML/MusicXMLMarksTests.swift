import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Header, tempo, chord symbols, lyrics, dynamics and percussion.
@Suite struct MusicXMLMarksTests {
    @Test func headerHoldsTitlesAndCreators() {
        let read = readXML(
            xmlNote("C4", 8),
            partList: """
                <score-part id="P1"><part-name>Flute</part-name><score-instrument id="I"><instrument-name>Flute
                </instrument-name></score-instrument><midi-instrument id="I"><midi-program>74</midi-program>
                </midi-instrument></score-part>
                """,
            header: """
                <work><work-title>Suite</work-title></work><movement-title>Air</movement-title><identification>
                <creator type="composer">A. Composer</creator><creator type="lyricist">B. Poet</creator>
                <miscellaneous><miscellaneous-field name="rhythm">jig</miscellaneous-field></miscellaneous>
                </identification>
                """)
        let header = read.score.header
        #expect(header.titles == ["Suite", "Air"] && header.composers == ["A. Composer"] && header.rhythm == "jig")
        #expect(header.others == [Header.Field("N", "lyricist: B. Poet")])
        #expect(read.score.parts[0].name == "Flute" && read.score.parts[0].program == 73)
    }

    @Test func printedCreditsReplaceAMissingTitle() {
        let read = readXML(
            xmlNote("C4", 8),
            header: """
                <credit page="1"><credit-words font-size="10">Words by X</credit-words></credit>
                <credit page="1"><credit-words font-size="24">The Song</credit-words></credit>
                """)
        #expect(read.score.header.titles == ["The Song"])
    }

    @Test func temposHaveBeatWordsAndNumber() {
        func direction(_ types: String, _ sound: String = "") -> String {
            "<direction><direction-type>\(types)</direction-type>\(sound)</direction>"
        }
        let metronome =
            "<metronome><beat-unit>quarter</beat-unit><beat-unit-dot/><per-minute>c. 60</per-minute></metronome>"
        let read = readXML(
            direction("<words>Andante</words></direction-type><direction-type>" + metronome) + xmlNote("C4", 8),
            direction("<words>Allegro</words>") + xmlNote("C4", 4) + #"<sound tempo="150"/>"# + xmlNote("C4", 4),
            direction("<words>gently</words>") + #"<sound tempo="-3"/>"# + xmlNote("C4", 8))
        #expect(
            read.score.tempos == [
                Timed(0, Tempo(bpm: 60, beatNumerator: 3, beatDenominator: 2, text: "Andante")),
                Timed(40_320, Tempo(bpm: nil, text: "Allegro")), Timed(60_480, Tempo(bpm: 150)),
            ])
        #expect(read.score.parts[0].notes.last?.marks.annotations == ["^gently"])
        #expect(read.messages.count == 1 && read.messages[0].contains("tempo '-3'"))
    }

    @Test func chordSymbolsHaveKindDegreesAndBass() {
        func harmony(_ content: String) -> String { "<harmony><root>\(content)</harmony>" }
        let read = readXML(
            harmony("<root-step>B</root-step><root-alter>-1</root-alter></root><kind>minor-seventh</kind>")
                + xmlNote("C4", 2)
                + harmony(
                    "<root-step>C</root-step></root><kind text=\"7\">dominant</kind><bass><bass-step>E</bass-step></bass>"
                        + "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter><degree-type>add</degree-type></degree>"
                )
                + xmlNote("C4", 2)
                + harmony("<root-step>G</root-step></root><kind>suspended-fourth</kind><offset>1</offset>")
                + xmlNote("C4", 4))
        #expect(read.score.chordSymbols.map(\.value.description) == ["Bbm7", "C7b9/E", "Gsus4"])
        #expect(read.score.chordSymbols.map(\.onset) == [0, 10_080, 25_200])
    }

    @Test func alternateChordsBelongToTheChordBefore() {
        func harmony(_ root: String, _ type: String) -> String {
            "<harmony type=\"\(type)\"><root><root-step>\(root)</root-step></root><kind>major</kind></harmony>"
        }
        let read = readXML(
            harmony("G", "explicit") + harmony("E", "alternate") + xmlNote("C4", 4) + harmony("D", "alternate")
                + xmlNote("C4", 4))
        #expect(read.score.chordSymbols.map(\.value.description) == ["G(E)", "D"])
    }

    /// Programs write the degrees into the text of the kind, or leave them to the degrees.
    @Test(arguments: [
        (#"<kind text="7b9">dominant</kind>"#, "C7b9"), (#"<kind text="7">dominant</kind>"#, "C7b9"),
        ("<kind>minor-seventh</kind>", "Cm7b9"), (#"<kind text="Δ">major-seventh</kind>"#, "Cmaj7b9"),
    ])
    func degreesAreWrittenOnce(_ kind: String, _ expected: String) {
        let degree =
            "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter><degree-type>add</degree-type></degree>"
        let harmony = "<harmony><root><root-step>C</root-step></root>\(kind)\(degree)</harmony>"
        #expect(readXML(harmony + xmlNote("C4", 8)).score.chordSymbols.map(\.value.description) == [expected])
    }

    @Test func linesOfLyricsWithEqualNumbersAreDifferentVerses() {
        func lyric(_ attributes: String, _ text: String) -> String {
            "<lyric \(attributes)><text>\(text)</text></lyric>"
        }
        let read = readXML(
            xmlNote("C4", 4, after: lyric(#"number="1" name="Verse""#, "a") + lyric(#"number="1" name="Chorus""#, "b"))
                + xmlNote("C4", 4, after: lyric(#"number="1" name="Chorus""#, "c")),
            xmlNote("C4", 8, after: lyric(#"number="part2verse1""#, "d"))
                + xmlNote("E4", 8, before: "<chord/>", after: lyric(#"number="2""#, "e")))
        #expect(read.score.parts[0].notes.map(\.marks.lyrics) == [["a", "b"], ["", "c"], ["d", "e"], []])
    }

    @Test func lyricsKeepHyphensAndExtensions() {
        func lyric(_ syllabic: String, _ text: String, _ extend: String = "", number: String = "1") -> String {
            "<lyric number=\"\(number)\"><syllabic>\(syllabic)</syllabic><text>\(text)</text>\(extend)</lyric>"
        }
        let read = readXML(
            xmlNote("C4", 1, after: lyric("begin", "la") + lyric("single", "x", number: "2")) + xmlNote("D4", 1)
                + xmlNote("E4", 1, after: lyric("end", "di", #"<extend type="start"/>"#))
                + xmlNote("F4", 1, after: #"<lyric number="1"><extend type="stop"/></lyric>"#)
                + xmlNote("G4", 1) + xmlNote("A4", 1, after: lyric("single", "da", "<extend/>")) + xmlNote("B4", 1)
                + xmlNote("r", 1))
        #expect(
            read.score.parts[0].notes.map(\.marks.lyrics) == [["la--", "x"], [], ["di_"], [], [], ["da_"], []])
    }

    @Test func dynamicsAndHairpinsAreDecorations() {
        func direction(_ type: String) -> String { "<direction><direction-type>\(type)</direction-type></direction>" }
        let read = readXML(
            direction("<dynamics><ffffff/><sfz/></dynamics>") + direction(#"<wedge type="crescendo"/>"#)
                + xmlNote("C4", 4)
                + xmlNote("D4", 4) + direction(#"<wedge type="stop"/>"#))
        #expect(read.score.parts[0].notes.map(\.marks.decorations) == [["ffff", "sfz", "crescendo("], ["crescendo)"]])
    }

    @Test func percussionPlaysTheDrumOfItsInstrument() {
        let drums = """
            <score-part id="P1"><part-name>Drums</part-name><midi-instrument id="S"><midi-channel>10</midi-channel>
            <midi-unpitched>39</midi-unpitched></midi-instrument></score-part>
            """
        func hit(_ instrument: String) -> String {
            "<note><unpitched/><duration>4</duration><instrument id=\"\(instrument)\"/></note>"
        }
        let read = readXML(hit("S") + hit("unknown"), partList: drums)
        #expect(read.score.parts[0].isDrums)
        #expect(read.score.parts[0].notes.map(\.pitch.midi) == [38])
        #expect(read.score.parts[0].rests.count == 1 && read.messages.count == 1)
    }
}
