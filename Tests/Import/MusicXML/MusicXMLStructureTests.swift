import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Parts, measures, repeats, keys, meters and transposing instruments.
@Suite struct MusicXMLStructureTests {
    private func score(_ parts: [(id: String, measures: [String])], root: String = "partwise") -> String {
        let list = parts.map { "<score-part id=\"\($0.id)\"><part-name>\($0.id)</part-name></score-part>" }.joined()
        func measure(_ i: Int, _ content: String) -> String { "<measure number=\"\(i + 1)\">\(content)</measure>" }
        var music = ""
        if root == "partwise" {
            for part in parts {
                music += "<part id=\"\(part.id)\">\(part.measures.enumerated().map(measure).joined())</part>"
            }
        } else {
            for i in parts[0].measures.indices {
                music += measure(i, parts.map { "<part id=\"\($0.id)\">\($0.measures[i])</part>" }.joined())
            }
        }
        return "<score-\(root)><part-list>\(list)</part-list>\(music)</score-\(root)>"
    }

    @Test func timewiseDocumentsEqualPartwiseOnes() {
        let parts = [
            (
                id: "A",
                measures: ["<attributes><divisions>2</divisions></attributes>" + xmlNote("C5", 4), xmlNote("D5", 4)]
            ),
            (
                id: "B",
                measures: ["<attributes><divisions>4</divisions></attributes>" + xmlNote("C3", 8), xmlNote("D3", 8)]
            ),
        ]
        let timewise = readXML(document: score(parts, root: "timewise"))
        #expect(timewise.score == readXML(document: score(parts)).score)
        #expect(timewise.eighths() == ["0 4 C5", "4 4 D5"] && timewise.eighths(part: 1) == ["0 4 C3", "4 4 D3"])
        #expect(timewise.score.parts.map(\.name) == ["A", "B"])
    }

    @Test func aMeasureIsAsLongAsInItsLongestPart() {
        let start = "<attributes><divisions>2</divisions></attributes>"
        let read = readXML(
            document: score([
                (id: "A", measures: [start + xmlNote("C5", 4), xmlNote("D5", 4)]),
                (id: "B", measures: [start + xmlNote("C3", 2), xmlNote("D3", 4)]),
            ]))
        #expect(read.eighths(part: 1) == ["0 2 C3", "4 4 D3"])
        #expect(
            read.messages == ["measure 1 of part B lasts 1 quarter, in other parts 2; filled with silence"])
    }

    @Test func measuresOfWrongLengthAreReported() {
        let read = readXML(xmlNote("C4", 8), xmlNote("D4", 7), xmlNote("E4", 9), xmlNote("F4", 8))
        #expect(
            read.messages == [
                "measure 2 lasts 7 eighths, 4/4 needs 8", "measure 3 lasts 9 eighths, 4/4 needs 8",
            ])
        #expect(readXML(xmlNote("C4", 2), xmlNote("C4", 8), xmlNote("C4", 6)).messages.isEmpty)
    }

    @Test func endingsOutOfOrderAndOpenRepeatsAreReported() {
        let ending = #"<barline location="left"><ending number="2" type="start"/></barline>"#
        let open = #"<barline location="left"><repeat direction="forward"/></barline>"#
        let read = readXML(ending + xmlNote("C4", 8), open + xmlNote("D4", 8), xmlNote("E4", 8))
        #expect(
            read.messages == [
                "measure 1: ending 2 without an ending 1 before it", "measure 2: repeat without an end",
            ])
        #expect(read.tunes[0].diagnostics.map(\.kind) == [.ending, .repeatSign])
    }

    @Test func repeatsWithEndingsArePlayedInOrder() {
        let read = readXML(
            xmlNote("C4", 8),
            #"<barline location="left"><ending number="1" type="start"/></barline>"# + xmlNote("D4", 8)
                + #"<barline location="right"><bar-style>light-heavy</bar-style><ending number="1" type="stop"/>"#
                + #"<repeat direction="backward"/></barline>"#,
            #"<barline location="left"><ending number="2, 3" type="start"/></barline>"# + xmlNote("E4", 8)
                + #"<barline location="right"><ending number="2, 3" type="stop"/><repeat direction="backward"/></barline>"#,
            xmlNote("F4", 8) + #"<barline location="right"><bar-style>light-heavy</bar-style></barline>"#)
        #expect(read.score.barlines.map(\.endings) == [[1], [2, 3], [], []])
        #expect(read.score.barlines.map(\.endsRepeat) == [false, true, true, false])
        #expect(read.score.barlines.last?.style == .final)
        let played = read.score.played().parts[0].notes.map(\.pitch.description)
        #expect(played == ["C4", "D4", "C4", "E4", "C4", "E4", "F4"])
    }

    @Test func barLinesKeepPlayCountAndFermata() {
        func measure(_ times: String) -> String {
            xmlNote("C4", 8) + "<barline><fermata/><repeat direction=\"backward\" times=\"\(times)\"/></barline>"
        }
        let read = readXML(measure("3"))
        #expect(read.score.barlines.map(\.playCount) == [3])
        #expect(read.score.barlines.map(\.decorations) == [["fermata"]])
        #expect(read.score.played().parts[0].notes.count == 3 && read.messages.isEmpty)
        let invalid = readXML(measure("1000"))
        #expect(invalid.score.barlines.map(\.playCount) == [2] && invalid.messages.count == 1)
    }

    @Test func theSecondStaffHasVoicesOfItsOwn() {
        func measure(lowerStaff staff: Int) -> String {
            xmlNote("C5", 8, after: "<staff>1</staff>") + backup(8)
                + xmlNote("C3", 8, voice: "2", after: "<staff>\(staff)</staff>")
        }
        #expect(readXML(measure(lowerStaff: 2)).score.parts[0].lowerStaffVoice == 1)
        let crossing = readXML(measure(lowerStaff: 2), measure(lowerStaff: 1))
        #expect(crossing.score.parts[0].lowerStaffVoice == nil)
    }

    @Test func jumpsAreDecorationsOfTheNextNoteOrTheLastOfTheMeasure() {
        func words(_ text: String, _ sound: String) -> String {
            "<direction><direction-type><words>\(text)</words></direction-type><sound \(sound)/></direction>"
        }
        let segno = #"<direction><direction-type><segno/></direction-type><sound segno="segno"/></direction>"#
        let read = readXML(
            xmlNote("C4", 4) + segno + xmlNote("D4", 4),
            xmlNote("E4", 8) + words("Fine", #"fine="yes""#),
            xmlNote("F4", 8) + words("D.S. al Fine", #"dalsegno="segno""#))
        #expect(read.score.parts[0].notes.map(\.marks.decorations) == [[], ["segno"], ["fine"], ["D.S.alfine"]])
        #expect(read.messages.isEmpty)
    }

    @Test func keysAndMetersAreThoseOfTheSignature() {
        func attributes(_ key: String, _ time: String) -> String {
            "<attributes><key>\(key)</key><time>\(time)</time></attributes>"
        }
        let read = readXML(
            attributes("<fifths>-1</fifths><mode>dorian</mode>", "<beats>3+2</beats><beat-type>8</beat-type>")
                + xmlNote("C4", 5),
            attributes(
                "<fifths>3</fifths>", "<beats>3</beats><beat-type>8</beat-type><beats>1</beats><beat-type>4</beat-type>"
            )
                + xmlNote("C4", 5),
            attributes(
                "<key-step>F</key-step><key-alter>1</key-alter><key-step>B</key-step><key-alter>-1</key-alter>",
                "<senza-misura/>") + xmlNote("C4", 5))
        #expect(read.score.keys.map(\.value.description) == ["G dorian", "A major", "none F# Bb"])
        #expect(read.score.meters.map(\.value.description) == ["3+2/8", "none"])
        #expect(read.messages.isEmpty)
    }

    @Test func keysBeyondSevenSharpsOrFlatsKeepTheirSignature() {
        let read = readXML("<attributes><key><fifths>-9</fifths></key></attributes>" + xmlNote("C4", 8))
        // Seven flats, of which B and E are double.
        #expect(read.score.keys.map(\.value.alterations) == [[-1, -1, -2, -1, -1, -1, -2]])
    }

    @Test func transposingInstrumentsSoundAtConcertPitch() {
        // A clarinet in B flat, written in D major.
        let clarinet =
            "<attributes><divisions>2</divisions><key><fifths>2</fifths></key>"
            + "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>"
        let read = readXML(clarinet + xmlNote("F#4", 8))
        #expect(read.eighths() == ["0 8 E4"])
        #expect(read.score.keys.map(\.value.description) == ["C major"])
        #expect(NoteList([read.score], .written).text.contains("0 4 66"))
        #expect(NoteList([read.score], .played).text.contains("0 4 64"))
        let hostile = clarinet.split(separator: "-1").joined(separator: "\(Int.max)")
        #expect(readXML(hostile + xmlNote("F#4", 8)).eighths() == ["0 8 E4"])
        let bass =
            "<attributes><transpose><chromatic>0</chromatic><octave-change>-1</octave-change></transpose></attributes>"
        #expect(readXML(bass + xmlNote("C4", 8)).eighths() == ["0 8 C3"])
    }

    @Test func chordSymbolsOfTransposingInstrumentsSoundAtConcertPitch() {
        let harmony = "<harmony><root><root-step>D</root-step></root><kind>minor</kind></harmony>"
        let clarinet =
            "<attributes><transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>"
        let read = readXML(clarinet + harmony + xmlNote("D4", 8))
        #expect(read.score.chordSymbols.map(\.value.description) == ["Cm"])
    }

    @Test func clefsAreThoseOfTheFirstStaff() {
        func clef(_ content: String, _ attributes: String = "") -> String {
            "<attributes><clef\(attributes)>\(content)</clef></attributes>"
        }
        let tenor = "<sign>G</sign><line>2</line><clef-octave-change>-1</clef-octave-change>"
        let read = readXML(
            clef(tenor) + clef("<sign>F</sign><line>4</line>", " number=\"2\"") + xmlNote("C4", 8),
            clef(tenor) + xmlNote("C4", 4) + clef("<sign>C</sign>") + xmlNote("C4", 4))
        #expect(
            read.score.parts[0].clefs == [
                Timed(0, Clef(.g, line: 2, octaveShift: -1)), Timed(6 * 10_080, .alto),
            ])
        #expect(read.eighths() == ["0 8 C4", "8 4 C4", "12 4 C4"] && read.messages.isEmpty)
        let drums = readXML(clef("<sign>percussion</sign><line>2</line>") + xmlNote("C4", 8))
        #expect(drums.score.parts[0].clefs == [Timed(0, .percussion)])
        let lost = readXML(clef("<sign>TAB</sign>") + clef(tenor, " number=\"2\"") + xmlNote("C4", 8))
        #expect(lost.score.parts[0].clefs.isEmpty && lost.messages.count == 2)
    }

    @Test func hiddenSignaturesAreThoseOfThePipes() {
        func key(_ fifths: Int, _ mode: String) -> String {
            "<attributes><key print-object=\"no\"><fifths>\(fifths)</fifths><mode>\(mode)</mode></key></attributes>"
        }
        let pipes = readXML(key(2, "mixolydian") + xmlNote("C#5", 8))
        #expect(pipes.score.keys.map(\.value.pipes) == [.unsigned] && pipes.messages.isEmpty)
        let other = readXML(key(1, "major") + xmlNote("G4", 8))
        #expect(other.score.keys.map(\.value.description) == ["G major"])
        #expect(other.messages.map { $0.contains("hidden key signatures") } == [true])
    }
}
