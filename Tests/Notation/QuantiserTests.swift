import Foundation
import MuseExport
import MuseMusic
import Testing

/// Performances at 480 ticks per quarter, quantised to notation.
@Suite struct QuantiserTests {
    /// Returns the music of a score in 2/4 with bar lines, as ABC.
    private func abc(_ notes: [(onset: Int, duration: Int, pitch: String)], bars: Int = 1) throws -> String {
        var score = Score(ticksPerQuarter: 480)
        score.meters = [Timed(0, Meter(2, 4))]
        score.keys = [Timed(0, .cMajor)]
        score.parts = [
            Part(notes: notes.map { Note(onset: $0.onset, duration: $0.duration, pitch: pitch($0.pitch)) })
        ]
        score.barlines = (1...bars).map { Barline(onset: $0 * 960, style: $0 == bars ? .final : .single) }
        let text = String(decoding: try ABCExporter().write([score], provenance: nil), as: UTF8.self)
        // `L:` and the music.
        return text.split(separator: "\n").filter { $0.hasPrefix("L:") || $0.hasSuffix("]") }.joined(separator: " ")
    }

    @Test func shortenedNotesLastUntilTheNext() throws {
        // A quarter and two eighths, each 5 % short.
        let got = try abc([(0, 455, "C4"), (480, 228, "D4"), (720, 228, "E4")])
        #expect(got == "L:1/8 C2 DE |]")
    }

    @Test func unevenNotesGoToTheNearestSixteenth() throws {
        // Onsets are 9 to 15 ticks off; a sixteenth is 120 ticks.
        let notes = [(9, 100, "C4"), (135, 90, "D4"), (225, 130, "E4"), (375, 90, "F4"), (495, 460, "G4")]
        let got = try abc(notes)
        #expect(got == "L:1/16 CDEF G4 |]")
    }

    @Test func notesJustBeforeTheBeatBelongToIt() throws {
        let got = try abc([(0, 476, "C4"), (477, 470, "D4")])
        #expect(got == "L:1/4 C D |]")
    }

    @Test func evenThirdsAreTriplets() throws {
        let notes = [(2, 150, "C4"), (158, 155, "D4"), (322, 150, "E4"), (480, 470, "F4")]
        let got = try abc(notes)
        #expect(got == "L:1/8 (3CDE F2 |]")
    }

    @Test func aNoteThatLeavesATripletIsTiedAtTheBeat() throws {
        // Two thirds of a quarter and half a quarter: the end is slightly early.
        let got = try abc([(0, 160, "C4"), (160, 550, "D4"), (720, 240, "E4")])
        #expect(got == "L:1/8 (3:2:2C D2- DE |]")
    }

    @Test func aNoteWithoutLengthGetsAStep() throws {
        let got = try abc([(0, 0, "C4"), (480, 480, "D4")])
        #expect(got == "L:1/4 C D |]")
    }

    @Test func aPitchStruckAgainEndsTheSoundingNote() throws {
        let got = try abc([(0, 700, "C4"), (481, 479, "C4")])
        #expect(got == "L:1/4 C C |]")
    }

    @Test func notatableScoresAreUnchanged() throws {
        // A 32nd, dotted sixteenths and a 64th.
        let got = try abc([(0, 60, "C4"), (60, 180, "D4"), (240, 210, "E4"), (450, 30, "F4"), (480, 480, "G4")])
        #expect(got == "L:1/16 C<DE>>F G4 |]")
    }

    @Test func quantisedMusicXMLHasPlainNotes() throws {
        var score = Score(ticksPerQuarter: 480)
        score.parts = [Part(notes: [Note(onset: 3, duration: 439, pitch: pitch("C4"))])]
        score.meters = [Timed(0, Meter(1, 4))]
        score.barlines = [Barline(onset: 480, style: .final)]
        let xml = String(decoding: try MusicXMLExporter().write([score], provenance: nil), as: UTF8.self)
        #expect(xml.contains("<divisions>1</divisions>"))
        #expect(xml.components(separatedBy: "<type>quarter</type>").count == 2)
    }
}
