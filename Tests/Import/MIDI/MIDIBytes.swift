import MuseImport
import MuseMusic
import MuseProtocols

/// Returns a MIDI file of tracks with these events; an end-of-track event is added to each.
func midiFile(_ tracks: [UInt8]..., format: UInt8 = 1, division: [UInt8] = [0, 96]) -> [UInt8] {
    header(format: format, tracks: tracks.count, division: division) + tracks.flatMap { chunk($0 + endOfTrack) }
}

let endOfTrack: [UInt8] = [0, 0xFF, 0x2F, 0]

func header(format: UInt8 = 1, tracks: Int = 1, division: [UInt8] = [0, 96]) -> [UInt8] {
    Array("MThd".utf8) + [0, 0, 0, 6, 0, format, UInt8(tracks >> 8), UInt8(tracks & 0xFF)] + division
}

func chunk(_ body: [UInt8], name: String = "MTrk", length: Int? = nil) -> [UInt8] {
    let length = length ?? body.count
    return Array(name.utf8) + [24, 16, 8, 0].map { UInt8(length >> $0 & 0xFF) } + body
}

/// Returns a meta event with a delta time of 0.
func meta(_ kind: UInt8, _ text: String) -> [UInt8] { [0, 0xFF, kind, UInt8(text.utf8.count)] + text.utf8 }

func readMIDI(_ bytes: [UInt8]) -> Imported { MIDIImporter().read(bytes, name: "t.mid") }

extension Imported {
    /// The score of the first tune; an empty score if there is none.
    var score: Score { tunes.first?.score ?? Score() }

    /// `column severity`, of the file and all its tunes; the column is the byte offset from 1.
    var problems: [String] {
        (diagnostics + tunes.flatMap(\.diagnostics)).map { "\($0.mark?.column ?? 0) \($0.severity.rawValue)" }
    }
}

extension Part {
    /// `onset duration pitch` of each note.
    var list: [String] { notes.map { "\($0.onset) \($0.duration) \($0.pitch)" } }
}
