import MuseKit
import MuseMusic

/// Writes the tunes of a tunebook to MIDI files, one per tune.
struct MIDIWriting {
    private let muse: Muse
    private let scores: [Score]
    private let path: String

    init(_ book: String, _ folder: String) throws {
        muse = Muse()
        scores = try muse.readMusic(book).scores
        path = "\(folder)/{n}.mid"
    }

    func run() throws { try muse.writeMusic(scores, to: path) }
}
