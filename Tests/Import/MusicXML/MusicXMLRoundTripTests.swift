import Foundation
import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Documents written by `MusicXMLExporter` are read back.
@Suite struct MusicXMLRoundTripTests {
    @Test func embeddedTunesAreEqual() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpora/traditional.abc")
        let tunes = ABCImporter().read([UInt8](try Data(contentsOf: path)), name: "traditional.abc").tunes
        for i in stride(from: 0, to: tunes.count, by: 5) { try expectRoundTrip(tunes[i].score) }
    }

    @Test func lyricsChordsTupletsAndMarksAreEqual() throws {
        let tune = """
            X:7
            T:Song
            T:Other Title
            C:Composer
            R:waltz
            M:3/4
            L:1/8
            Q:3/4=40
            K:Ador
            "Am"{/g}A2 "D7/F#"(3BcB (!f!A2-|A)B !trill!c2 [CEG]2|[1 .d2e2f2:|[2 (5abaga f2 ||
            w:la-di_da * da-- doo|ho~ho ha
            K:none
            M:C|
            z4 x4|]
            """
        let read = ABCImporter().read(Array(tune.utf8), name: "t.abc").score
        try expectRoundTrip(read)
        let again = try roundTrip(read)
        #expect(again.header.titles == read.header.titles && again.header.composers == read.header.composers)
        #expect(again.header.rhythm == "waltz" && again.header.referenceNumber == 7)
        #expect(again.tempos == read.tempos)
        #expect(again.parts[0].notes.map(\.marks.decorations) == read.parts[0].notes.map(\.marks.decorations))
        #expect(again.parts[0].notes.map(\.marks.graces) == read.parts[0].notes.map(\.marks.graces))
        #expect(again.parts[0].notes.map(\.marks.slurStarts) == read.parts[0].notes.map(\.marks.slurStarts))
    }

    @Test func partsKeepNamesProgramsVoicesAndDrums() throws {
        var score = Score()
        let quarter = Score.notationTicksPerQuarter
        let high = Note(onset: 0, duration: quarter, pitch: Pitch(step: 0, octave: 5))
        let low = Note(onset: 0, duration: 2 * quarter, pitch: Pitch(step: 0, octave: 3), voice: 1)
        score.parts = [
            Part(name: "Piano", program: 5, notes: [high, low]),
            Part(
                name: "Drums", isDrums: true,
                notes: [Note(onset: 0, duration: quarter, pitch: Pitch(step: 1, octave: 2))]),
        ]
        score.parts[0].shortName = "Pno."
        score.parts[0].lowerStaffVoice = 1
        let again = try roundTrip(score)
        #expect(again.parts.map(\.shortName) == ["Pno.", ""])
        #expect(again.parts.map(\.lowerStaffVoice) == [1, nil])
        #expect(again.parts.map(\.name) == ["Piano", "Drums"] && again.parts.map(\.program) == [5, 0])
        #expect(again.parts.map(\.isDrums) == [false, true])
        #expect(again.parts[0].notes == [high, low])
        #expect(again.parts[1].notes.map(\.pitch.midi) == [38])
    }

    private func roundTrip(_ score: Score) throws -> Score {
        let bytes = try MusicXMLExporter().write([score], provenance: nil)
        let read = MusicXMLImporter().read(bytes, name: "t.musicxml")
        let errors = read.tunes.flatMap(\.diagnostics).filter { $0.severity == .error }
        #expect(errors.isEmpty && read.diagnostics.isEmpty)
        return try #require(read.tunes.first).score
    }

    private func expectRoundTrip(_ score: Score) throws {
        let title = Comment(rawValue: score.header.title)
        let again = try roundTrip(score)
        #expect(NoteList([again], .written).bytes == NoteList([score], .written).bytes, title)
        #expect(NoteList([again], .played).bytes == NoteList([score], .played).bytes, title)
        #expect(again.meters == score.meters, title)
        #expect(again.keys.map(\.value.alterations) == score.keys.map(\.value.alterations), title)
        #expect(again.keys.map(\.onset) == score.keys.map(\.onset), title)
        #expect(repeats(again) == repeats(score), title)
        #expect(again.chordSymbols == score.chordSymbols, title)
        for (a, b) in zip(again.parts, score.parts) {
            #expect(a.notes.map(\.marks.lyrics) == b.notes.map(\.marks.lyrics), title)
            #expect(a.notes.map(\.tuplet) == b.notes.map(\.tuplet), title)
        }
    }

    /// Onset, repeat signs and endings of the bar lines that have any.
    private func repeats(_ score: Score) -> [String] {
        score.barlines.filter { $0.endsRepeat || $0.startsRepeat || !$0.endings.isEmpty }.map {
            "\($0.onset) \($0.endsRepeat ? ":|" : "")\($0.startsRepeat ? "|:" : "") \($0.endings)"
        }
    }
}
