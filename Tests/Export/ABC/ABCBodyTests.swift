import MuseExport
import MuseMusic
import Testing

@Suite struct ABCBodyTests {
    // MARK: - Bars and lines

    @Test func aLineHasFourBarsAndAPickup() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("G4")
        for _ in 0..<6 {
            tune.bar()
            tune.notes("C4", 4)
        }
        tune.bar(.final)
        #expect(try body(tune.score) == "G | C4 | C4 | C4 | C4 |\nC4 | C4 |]\n")
    }

    /// Notes of 5, 9 and 11 eighths have no note value with at most two dots; 7 is a half note with two.
    @Test(arguments: [
        (5.0, "C5 z7", "C4- C z7"), (9, "C9 z3", "C8- C z3"), (11, "C11 z", "C8- C3 z"), (7, "C7 z5", "C7 z4 z"),
        (6.5, "C13/2 z11/2", "C6- C/ z4 z3/2"),
    ])
    func undottableLengthsAreTiedForEngravingOnly(eighths: Double, plain: String, engraved: String) throws {
        var tune = Tune(Meter(12, 8))
        tune.notes("C4", eighths)
        tune.bar(.final)
        tune.score.barlines[0].onset = 12 * Tune.eighth
        #expect(try body(tune.score, by: .forEngraving) == engraved + " |]\n")
        #expect(try body(tune.score) == plain + " |]\n")
    }

    /// In the second bar, F would be the tied F sharp without a sign of its own.
    @Test func aNaturalBesideATiedSharpHasASign() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("F#4", 4) { $0.isTied = true }
        tune.bar()
        for (step, alter) in [(3, 0), (3, 1)] {
            tune.score.parts[0].notes.append(
                Note(
                    onset: 4 * Tune.eighth, duration: 4 * Tune.eighth,
                    pitch: Pitch(step: step, alter: alter, octave: 4)))
        }
        tune.score.barlines.append(Barline(onset: 8 * Tune.eighth, style: .final))
        #expect(try body(tune.score) == "^F4- | [=F^F]4 |]\n")
    }

    /// The first voice is written first, up to the end of the bar.
    @Test func aTieInAnotherVoiceIsRemembered() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C5", 4)
        tune.bar()
        tune.notes("C5 D5", 2)
        for (onset, alter, isTied) in [(0, 1, true), (4, 0, false), (4, 1, false)] {
            tune.score.parts[0].notes.append(
                Note(
                    onset: onset * Tune.eighth, duration: 4 * Tune.eighth,
                    pitch: Pitch(step: 3, alter: alter, octave: 4), voice: 1, isTied: isTied))
        }
        tune.score.parts[0].notes.sort { ($0.onset, $0.voice) < ($1.onset, $1.voice) }
        tune.score.barlines.append(Barline(onset: 8 * Tune.eighth, style: .final))
        let text = try body(tune.score)
        #expect(text.contains("=F^F"), "\(text)")
    }

    /// Three bars of sixteenths are 48 notes and a fourth would exceed the limit; 48 eighths are four bars of 12/8.
    @Test(
        arguments: [(Meter(4, 4), 16, 0.5, [3, 3, 2]), (Meter(12, 8), 12, 1, [4, 4])] as [(Meter, Int, Double, [Int])])
    func crowdedBarsAreFewerPerLine(meter: Meter, notes: Int, length: Double, bars: [Int]) throws {
        var tune = Tune(meter)
        for _ in 0..<8 {
            for _ in 0..<notes { tune.notes("C4", length) }
            tune.bar()
        }
        let lines = try body(tune.score).split(separator: "\n")
        #expect(lines.map { $0.count { $0 == "|" } } == bars)
    }

    @Test func sectionsStartALineAndEndingsDoNot() throws {
        var tune = Tune(Meter(2, 4))
        tune.bar(starts: true)
        tune.notes("C4", 4)
        tune.bar(endings: [1])
        tune.notes("D4", 4)
        tune.bar(ends: true, endings: [2])
        tune.notes("E4", 4)
        tune.bar(.double, starts: true)
        tune.notes("F4", 4)
        tune.bar(ends: true, starts: true)
        tune.notes("G4", 4)
        tune.bar(.final, ends: true)
        #expect(try body(tune.score) == "|: C4 |1 D4 :|2 E4 ||\n|: F4 :|\n|: G4 :|]\n")
    }

    @Test func ambiguousBarLinesAreSplit() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4")
        tune.bar(.double, starts: true)
        tune.notes("D4", 4)
        tune.bar(.double, endings: [1])
        tune.notes("E4", 4)
        tune.bar(ends: true, endings: [2])
        tune.notes("F4", 4)
        tune.bar(.final)
        #expect(try body(tune.score) == "C || |: D4 || [1 E4 :|2 F4 |]\n")
    }

    @Test func endingsOfSeveralPassesAndWithoutABarLine() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4", 4)
        tune.bar(endings: [1, 3])
        tune.notes("D4", 2)
        tune.bar(.none, endings: [2])
        tune.notes("E4", 2)
        tune.bar(.dotted)
        tune.notes("F4", 4)
        tune.bar(.invisible)
        #expect(try body(tune.score) == "C4 |1,3 D2 [2 E2 .| F4 []\n")
    }

    @Test func aSingleNoteBeforeARepeatIsNotAField() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4")
        tune.bar(ends: true)
        #expect(try body(tune.score) == "C1 :|\n")
    }

    @Test func changesWithinATuneAreInline() throws {
        var tune = Tune(Meter(3, 4))
        tune.notes("C4", 6)
        tune.bar()
        tune.score.meters.append(Timed(tune.cursor, Meter(2, 4)))
        tune.score.keys.append(Timed(tune.cursor, Key(PitchClass(step: 4), .major)))
        tune.score.tempos.append(Timed(tune.cursor, Tempo(bpm: 90)))
        tune.notes("F#4 F4", 2)
        tune.bar()
        #expect(try body(tune.score) == "C6 | [M:2/4] [K:G] [Q:1/4=90] F2 =F2 |\n")
    }

    @Test func labelsAreWrittenAboveTheirLine() throws {
        var tune = Tune(Meter(2, 4))
        tune.score.labels = [Timed(0, "A"), Timed(4 * Tune.eighth, "B")]
        tune.notes("C4", 4)
        tune.bar()
        tune.notes("D4", 4)
        tune.bar()
        #expect(try body(tune.score) == "P:A\nC4 |\nP:B\nD4 |\n")
    }

    // MARK: - Beams

    @Test(arguments: [
        (Meter(2, 4), 4, "CC CC"), (Meter(3, 4), 6, "CC CC CC"), (Meter.common, 8, "CCCC CCCC"),
        (Meter.cut, 8, "CCCC CCCC"), (Meter(6, 8), 6, "CCC CCC"), (Meter(9, 8), 9, "CCC CCC CCC"),
        (Meter([2, 3], over: 8), 5, "CC CCC"), (Meter(3, 8), 3, "CCC"), (Meter.free, 4, "CC CC"),
    ])
    func eighthsAreBeamedByTheMeter(meter: Meter, count: Int, text: String) throws {
        var tune = Tune(meter)
        for _ in 0..<count { tune.notes("C4") }
        tune.bar()
        #expect(try body(tune.score) == "\(text) |\n")
    }

    @Test func shorterNotesInCommonTimeAreBeamedByQuarters() throws {
        var tune = Tune(.common)
        tune.notes("C4 C4 C4")
        tune.notes("D4 D4", 0.5)
        tune.notes("C4 C4 C4 C4")
        tune.bar()
        #expect(try body(tune.score) == "CC CD/D/ CCCC |\n")
    }

    @Test func aPickupIsTheEndOfABar() throws {
        var tune = Tune(Meter(6, 8))
        tune.notes("C4 D4 E4 F4")
        tune.bar()
        #expect(try body(tune.score) == "C DEF |\n")
    }

    // MARK: - Lengths

    @Test func brokenRhythmIsWrittenForPairsOnABeat() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4 C4 C4 C4")
        tune.bar()
        tune.notes("C4", 1.5)
        tune.notes("D4", 0.5)
        tune.notes("E4", 0.25)
        tune.notes("F4", 1.75)
        tune.bar()
        // Off the beat, and tied, notes have written-out lengths.
        tune.notes("G4")
        tune.notes("C4", 1.5)
        tune.notes("D4", 0.5)
        tune.notes("G4")
        tune.bar()
        tune.notes("C4", 1.5) { $0.isTied = true }
        tune.notes("C4", 0.5)
        tune.notes("G4", 2)
        tune.bar()
        #expect(try body(tune.score) == "CC CC | C>D E<<F | GC3/2 D/G | C3/2-C/ G2 |\n")
    }

    /// When abc2midi checks whether the notes of a tuplet are equal, it ignores a length after a chord's bracket.
    @Test func chordsInTupletsHaveTheirLengthInside() throws {
        var tune = Tune(Meter(6, 4))
        for i in 0..<3 {
            func place(_ note: inout Note) { note.tuplet = Tuplet(actual: 3, normal: 2, index: i, count: 3) }
            let onset = tune.cursor
            tune.notes("C4", 4.0 / 3, place)
            if i == 0 {
                tune.cursor = onset
                tune.notes("E4", 4.0 / 3, place)
            }
        }
        tune.notes("C4", 4)
        tune.cursor -= 4 * Tune.eighth
        tune.notes("G4", 4)
        #expect(try body(tune.score) == "(3[C2E2] C2 C2 [CG]4\n")
    }

    @Test func ambiguousTupletNumbersAreWritten() throws {
        var tune = Tune(Meter(4, 4))
        func tuplet(_ actual: Int, _ normal: Int, _ lengths: [Double]) {
            for (i, length) in lengths.enumerated() {
                tune.notes("C4", length * Double(normal) / Double(actual)) {
                    $0.tuplet = Tuplet(actual: actual, normal: normal, index: i, count: lengths.count)
                }
            }
        }
        tuplet(3, 2, [1, 1, 1])
        tuplet(3, 2, [2, 1])
        tuplet(5, 4, [1, 1, 1, 1, 1])
        tune.bar()
        #expect(try body(tune.score) == "(3CCC (3:2:2C2 C (5:4:5CCCCC |\n")
    }

    @Test func tupletLengthsWithoutTupletMarksAreWrittenAsTuplets() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4 D4 E4", 2 / 3.0)
        tune.notes("C4", 4 / 3.0)
        tune.notes("D4", 2 / 3.0)
        tune.bar()
        tune.notes("C4", 2 / 3.0)
        tune.cursor = 6 * Tune.eighth
        tune.notes("C4", 2)
        tune.bar()
        #expect(try body(tune.score) == "(3CDE (3:2:2C2 D | (3:2:1C (3:2:1z2 C2 |\n")
    }

    @Test func restsMayBeInvisible() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4")
        tune.rest(1)
        tune.rest(2, isVisible: false)
        tune.bar()
        #expect(try body(tune.score) == "C z x2 |\n")
    }

    @Test func silenceWithoutARestIsFilled() throws {
        var tune = Tune(Meter(2, 4))
        tune.cursor = 2 * Tune.eighth
        tune.notes("C4")
        tune.cursor = 4 * Tune.eighth
        tune.bar()
        #expect(try body(tune.score) == "z2 C z |\n")
    }

    @Test func notesOverABarLineAreTied() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4", 6)
        tune.notes("D4", 2)
        tune.score.barlines = [Barline(onset: 4 * Tune.eighth), Barline(onset: 8 * Tune.eighth)]
        #expect(try body(tune.score) == "C4- | C2 D2 |\n")
    }

    // MARK: - Accidentals

    @Test func accidentalsApplyUpToTheBarLine() throws {
        var tune = Tune(Meter(3, 4), key: Key(PitchClass(step: 4), .major))
        tune.notes("F#4 F4 F4 F#4 C#5 C#5")
        tune.bar()
        tune.notes("C5 F#4 Bb4 B4 Bb4 Bb4")
        tune.bar()
        #expect(try body(tune.score) == "F=F F^F ^cc | cF _B=B _BB |\n")
    }

    @Test func accidentalsAreWrittenInOtherOctavesIfReadersDiffer() throws {
        var tune = Tune(Meter(3, 4))
        // Readers disagree on whether the low sharp applies to the high notes: both need a sign. After that all agree.
        tune.notes("F#4 F5 F#5 F#4 G4 G5")
        tune.bar()
        #expect(try body(tune.score) == "^F=f ^fF Gg |\n")
    }

    @Test func aTieOverTheBarLineRepeatsTheAccidental() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C#5", 4) { $0.isTied = true }
        tune.bar()
        tune.notes("C#5", 4)
        tune.bar()
        #expect(try body(tune.score) == "^c4- | ^c4 |\n")
    }

    @Test func anAccidentalOfAGraceNoteIsRepeated() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("F#4 F4", 2) { note in
            guard note.onset == 0 else { return }
            note.marks.graces = Graces([.init(pitch: pitch("F#4"), duration: Tune.eighth)])
        }
        tune.bar()
        #expect(try body(tune.score) == "{^F}^F2 =F2 |\n")
    }

    @Test(arguments: [("C2", "C,,"), ("B3", "B,"), ("C4", "C"), ("B4", "B"), ("C5", "c"), ("C7", "c''")])
    func octaves(name: String, text: String) throws {
        var tune = Tune()
        tune.notes(name)
        #expect(try body(tune.score) == "\(text)\n")
    }
}
