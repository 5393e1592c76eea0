import MuseKit
import MuseMusic

/// Writes the tunes of a tunebook to MIDI files, one per tune, each time under new names.
struct MIDIWriting {
    private let muse: Muse
    private let scores: [Score]
    private let folder: String
    private var round = 0

    init(_ book: String, _ folder: String) throws {
        muse = Muse()
        scores = try muse.readMusic(book).scores
        self.folder = folder
    }

    mutating func run() throws {
        round += 1
        try muse.writeMusic(scores, to: "\(folder)/\(round)-{n}.mid")
    }
}
