import MuseExport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct MusicXMLMeasureTests {
    @Test func pickupsAndSplitBarsAreNotCounted() throws {
        var tune = Tune(Meter(6, 8))
        tune.notes("D4")
        tune.bar(starts: true)
        tune.notes("E4 F4", 3)
        tune.bar()
        tune.notes("G4 A4", 2.5)
        tune.bar(ends: true)
        tune.notes("B4")
        tune.bar()
        tune.notes("C5 D5", 3)
        tune.bar(.final)
        #expect(try attributes("number", of: "measure", tune.score) == ["0", "1", "2", "X1", "3"])
        #expect(try attributes("implicit", of: "measure", tune.score) == ["yes", "", "", "yes", ""])
        #expect(
            try elements("barline", tune.score) == [
                #"<barline location="left"><bar-style>heavy-light</bar-style><repeat direction="forward"/></barline>"#,
                #"<barline location="right"><bar-style>light-heavy</bar-style>"#
                    + #"<repeat direction="backward"/></barline>"#,
                #"<barline location="right"><bar-style>light-heavy</bar-style></barline>"#,
            ])
    }

    @Test func repeatsHaveTheirCountAndBarLinesTheirSigns() throws {
        var tune = Tune(Meter(2, 4))
        tune.bar(starts: true)
        tune.notes("D4", 4)
        tune.score.barlines.append(
            Barline(onset: tune.cursor, endsRepeat: true, playCount: 3, decorations: ["fermata", "fine"]))
        tune.notes("E4", 4)
        tune.bar(.final)
        #expect(try attributes("times", of: "repeat", tune.score) == ["", "3"])
        #expect(try texts("words", tune.score) == ["Fine"])
        #expect(
            try elements("barline", tune.score)[1]
                == #"<barline location="right"><bar-style>light-heavy</bar-style><fermata/>"#
                + #"<repeat direction="backward" times="3"/></barline>"#)
        let measures = try elements("measure", tune.score)
        #expect(measures[0].contains("Fine") && !measures[1].contains("Fine"))
    }

    @Test func declaredClefsAreWritten() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("D4", 4)
        tune.bar()
        tune.notes("D3", 4)
        tune.score.parts[0].clefs = [Timed(0, .alto), Timed(4 * Tune.eighth, Clef(.g, line: 2, octaveShift: -1))]
        #expect(
            try elements("clef", tune.score) == [
                "<clef><sign>C</sign><line>3</line></clef>",
                "<clef><sign>G</sign><line>2</line><clef-octave-change>-1</clef-octave-change></clef>",
            ])
    }

    @Test func endingsStartAtTheLeftAndStopAtTheRight() throws {
        var tune = Tune(Meter(2, 4))
        tune.bar(starts: true)
        tune.notes("D4", 4)
        tune.bar(endings: [1, 3])
        tune.notes("E4", 4)
        tune.bar()
        tune.notes("E4", 4)
        tune.bar(ends: true, endings: [2])
        tune.notes("F4", 4)
        tune.bar(.double)
        tune.notes("G4", 4)
        tune.bar()
        #expect(
            try elements("ending", tune.score) == [
                #"<ending number="1, 3" type="start"/>"#, #"<ending number="1, 3" type="stop"/>"#,
                #"<ending number="2" type="start"/>"#, #"<ending number="2" type="discontinue"/>"#,
            ])
        let measures = try elements("measure", tune.score)
        #expect(measures.map { $0.contains("<ending") } == [false, true, true, true, false])
        #expect(measures[3].contains("<bar-style>light-light</bar-style>"))
    }

    @Test func anEndingWithinABarSplitsTheMeasure() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("D4", 4)
        tune.bar()
        tune.notes("D4", 2)
        tune.bar(.none, endings: [1])
        tune.notes("E4", 2)
        tune.bar(ends: true)
        #expect(try attributes("number", of: "measure", tune.score) == ["1", "2", "X1"])
    }

    @Test func aTuneWithoutBarLinesIsBarredByItsMeterWithTies() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4", 6)
        #expect(try texts("type", tune.score) == ["half", "quarter", "quarter"])
        #expect(
            try elements("tied", tune.score) == [#"<tied type="start"/>"#, #"<tied type="stop"/>"#])
        #expect(try attributes("number", of: "measure", tune.score) == ["1", "2"])
    }

    @Test func freeTimeIsOneMeasure() throws {
        var tune = Tune(.free)
        tune.notes("C4 D4 E4", 8)
        #expect(try elements("time", tune.score) == ["<time><senza-misura/></time>"])
        #expect(try elements("measure", tune.score).count == 1)
    }

    @Test(arguments: [
        (Meter.common, #"<time symbol="common"><beats>4</beats><beat-type>4</beat-type></time>"#),
        (Meter.cut, #"<time symbol="cut"><beats>2</beats><beat-type>2</beat-type></time>"#),
        (Meter([2, 3], over: 8), "<time><beats>2+3</beats><beat-type>8</beat-type></time>"),
    ])
    func metersKeepTheirSigns(meter: Meter, expected: String) throws {
        #expect(try elements("time", Tune(meter).score) == [expected])
    }

    @Test func keysHaveModesOrTheirAccidentalsOneByOne() throws {
        let dorian = Tune(key: Key(PitchClass(step: 4), .dorian)).score
        #expect(try elements("key", dorian) == ["<key><fifths>-1</fifths><mode>dorian</mode></key>"])
        let hijaz = Tune(key: Key(PitchClass(step: 1), .phrygian, accidentals: [PitchClass(step: 3, alter: 1)])).score
        // B flat and E flat of the mode, F sharp added.
        #expect(
            try elements("key", hijaz) == [
                "<key><key-step>E</key-step><key-alter>-1</key-alter><key-step>F</key-step><key-alter>1</key-alter>"
                    + "<key-step>B</key-step><key-alter>-1</key-alter></key>"
            ])
    }

    @Test func aKeyChangeWithinABarIsWrittenBeforeItsNote() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("F4", 2)
        tune.score.keys.append(Timed(tune.cursor, Key(PitchClass(step: 4), .major)))
        tune.notes("F#4 F4", 1)
        tune.bar()
        let measure = try elements("measure", tune.score)[0]
        let pieces = measure.components(separatedBy: "<fifths>1</fifths>")
        #expect(pieces.count == 2)
        #expect(pieces.first?.components(separatedBy: "<note>").count == 2)
        #expect(try texts("accidental", tune.score) == ["natural"])
    }

    @Test func anEmptyScoreIsOneEmptyMeasure() throws {
        #expect(try elements("measure", Score()).count == 1)
    }

    @Test func overflowingTimesAreRejected() {
        var tune = Tune(Meter(2, 4))
        tune.cursor = 1 << 47
        tune.notes("C4")
        #expect(throws: ExportError.self) { try MusicXMLExporter().write([tune.score], provenance: nil) }
        tune.score.parts[0].notes[0].onset = -1
        #expect(throws: ExportError.self) { try MusicXMLExporter().write([tune.score], provenance: nil) }
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var result = [""]
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(separator) {
                result.append("")
                rest = rest.dropFirst(separator.count)
            } else {
                result[result.count - 1].append(rest.removeFirst())
            }
        }
        return result
    }
}
