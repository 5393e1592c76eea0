import ArgumentParser
import MuseExport
import MuseKit
import MuseMusic
import MuseStorage

struct NotesCommand: FilesCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes", abstract: "Prints the notes of files: onset, duration, MIDI pitch.",
        discussion: """
            Times in quarters, as reduced fractions. Repeats unfolded, ties merged, grace notes omitted. A file that \
            cannot be read is reported, and the others are still printed; the exit code is then 65.
            """)

    @Argument(help: "The files to read; of a folder, all music files in it.") var files: [FilePaths]
    @Flag(help: "Prints each note once, as written.") var written = false
    @OptionGroup var reading: ReadingOptions
    @Flag(help: "Prints only the number of written notes, parts and tunes, one line per file.") var count = false
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        let files = try muse.musicFiles(files.paths, importer: reading.importer)
        var failures = FileFailures(fileCount: files.count)
        var counts = NoteCounts()
        var isNewFile = true
        try muse.readMusic(files, importer: reading.importer) { reading in
            if isNewFile, files.count > 1, !count { try Terminal.output(line: "# file \(printable(reading.path))") }
            isNewFile = reading.isLast
            let scores = try failures.tunes(of: reading).map(\.score)
            if !scores.isEmpty, !count {
                let form: NoteList.Form = written ? .written : .played
                try Terminal.output(NoteList(scores, form, after: counts.tunes).bytes)
            }
            counts.add(scores)
            guard reading.isLast else { return }
            if count, counts.tunes > 0 { try Terminal.output(line: "\(counts.text): \(printable(reading.path))") }
            counts = NoteCounts()
        }
        try failures.end()
    }
}

/// The numbers of written notes, parts and tunes of a file.
private struct NoteCounts {
    private var notes = 0
    private var parts = 0
    private(set) var tunes = 0

    var text: String { "\(notes) notes, \(parts) parts, \(tunes) tunes" }

    mutating func add(_ scores: [Score]) {
        tunes += scores.count
        for score in scores {
            parts += score.parts.count
            for part in score.parts { notes += part.notes.count }
        }
    }
}
