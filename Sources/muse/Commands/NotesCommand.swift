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
        try muse.readMusic(files, importer: reading.importer) { reading in
            if files.count > 1, !count { try Terminal.output(line: "# file \(printable(reading.path))") }
            let tunes = try failures.tunes(of: reading)
            if !tunes.isEmpty { try printNotes(of: tunes.map(\.score), reading.path) }
        }
        try failures.end()
    }

    private func printNotes(of scores: [Score], _ file: String) throws {
        guard count else { return try Terminal.output(NoteList(scores, written ? .written : .played).bytes) }
        let parts = scores.map(\.parts.count).reduce(0, +)
        let notes = scores.lazy.flatMap(\.parts).map(\.notes.count).reduce(0, +)
        try Terminal.output(line: "\(notes) notes, \(parts) parts, \(scores.count) tunes: \(printable(file))")
    }
}
