import MuseStorage

/// POP909: a folder for each song, `POP909/001`, with the MIDI file `001.mid`, annotations in text files, and earlier
/// versions of the MIDI file in `versions`, which are not read.
///
/// Source: Wang et al., "POP909: A pop-song dataset for music arrangement generation", ISMIR 2020.
struct POP909Layout {
    private let folder: DatasetFolder

    init(_ path: String) throws {
        let folder = try DatasetFolder(path, of: "POP909")
        // The repository has the songs in a folder of its name.
        self.folder = folder.has("POP909", .folder) ? try folder.folder("POP909") : folder
    }

    func files() throws -> [DatasetLayout.File] {
        let songs = folder.folders().filter { name in name.utf8.count == 3 && name.allSatisfy { "0"..."9" ~= $0 } }
        if songs.isEmpty { throw folder.missing("folder of a song such as '001'") }
        return try songs.map { number in
            let song = try folder.folder(number)
            for name in ["\(number).mid", "chord_midi.txt", "key_audio.txt"] where !song.has(name, .file) {
                throw song.missing("file '\(name)'")
            }
            var entry = DatasetEntry()
            entry.title = "POP909 \(number)"
            entry.companions = [
                .init(kind: .keys, path: song.path(of: "key_audio.txt")),
                .init(kind: .chords, path: song.path(of: "chord_midi.txt")),
            ]
            return (song.path(of: "\(number).mid"), entry)
        }
    }
}
