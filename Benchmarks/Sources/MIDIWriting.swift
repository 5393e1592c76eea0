import MuseKit
import MuseMusic

/// Writes the tunes of files to MIDI files, one per tune, each time under new names.
struct MIDIWriting {
    private let muse: Muse
    private let scores: [Score]
    private let folder: String
    private var round = 0

    init(_ folder: String, _ files: [String]) throws {
        muse = Muse()
        var scores: [Score] = []
        try muse.readMusic(files) { scores += try $0.file.get().scores }
        self.scores = scores
        self.folder = folder
    }

    mutating func run() throws {
        round += 1
        try muse.writeMusic(scores, to: "\(folder)/\(round)-{n}.mid")
    }
}
