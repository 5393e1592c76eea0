import Foundation
import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// MIDI files written by `MIDIExporter` are read back.
@Suite struct MIDIRoundTripTests {
    @Test func embeddedTunesSoundTheSame() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpora/traditional.abc")
        let tunes = ABCImporter().read([UInt8](try Data(contentsOf: path)), name: "traditional.abc").tunes
        for i in stride(from: 0, to: tunes.count, by: 7) {
            let score = tunes[i].score
            let read = readMIDI(try MIDIExporter().write([score], provenance: nil))
            #expect(read.problems.isEmpty, "\(score.header.title)")
            #expect(NoteList([read.score], .played).bytes == NoteList([score], .played).bytes, "\(score.header.title)")
            #expect(read.score.header.title == score.header.title)
            #expect(read.score.meters.map(\.value) == score.meters.map(\.value))
            #expect(read.score.keys.map(\.value.fifths) == score.keys.map(\.value.fifths))
        }
    }

    @Test func partsKeepNamesProgramsAndVelocities() throws {
        var score = Score(ticksPerQuarter: 480)
        let note = Note(onset: 480, duration: 240, pitch: Pitch(step: 2, octave: 4), velocity: 33)
        score.parts = [
            Part(name: "Flute", program: 73, notes: [note]), Part(name: "Drums", isDrums: true, notes: [note]),
        ]
        score.tempos = [Timed(0, Tempo(bpm: 90)), Timed(480, Tempo(bpm: 75))]
        var read = readMIDI(try MIDIExporter().write([score], provenance: nil)).score
        // The exporter gives drums the tenth channel.
        #expect(read.parts.map(\.channel) == [0, 9])
        for i in read.parts.indices { read.parts[i].channel = nil }
        #expect(read.parts == score.parts)
        #expect(read.tempos == score.tempos)
    }
}
