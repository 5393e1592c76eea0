import ArgumentParser
import MuseExport
import MuseKit
import MuseMusic
import MuseProtocols
import MuseStorage

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Converts between music formats, selected by file extension.",
        discussion: "With {n} in OUT, each tune is written to its own file.")

    @Argument(help: "The file to read.") var input: String
    @Argument(help: "The file to write.") var output: String
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var reading: ReadingOptions
    @Option(help: "Writes with this exporter, whatever the file extension: a name, or '{type: abc, …}' with settings.")
    var exporter: String?

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        // Reports an unknown output format before reading the input.
        try muse.checkWritable(output, exporter: exporter) { Terminal.say($0.description) }
        try muse.writeMusic(muse.scores(of: input, reading), to: output, exporter: exporter)
    }
}

/// The option of all commands that read music files.
struct ReadingOptions: ParsableArguments {
    @Option(help: "Reads with this importer, whatever the file extension: a name, or '{type: abc, …}' with settings.")
    var importer: String?
}

struct NotesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes", abstract: "Prints the notes of files: onset, duration, MIDI pitch.",
        discussion: "Times in quarters, as reduced fractions. Repeats unfolded, ties merged, grace notes omitted.")

    @Argument(help: "The files to read.") var files: [String]
    @Flag(help: "Prints each note once, as written.") var written = false
    @OptionGroup var reading: ReadingOptions
    @Flag(help: "Prints only the number of written notes, parts and tunes, one line per file.") var count = false
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        for file in files {
            let scores = try muse.scores(of: file, reading)
            if count {
                let parts = scores.map(\.parts.count).reduce(0, +)
                let notes = scores.lazy.flatMap(\.parts).map(\.notes.count).reduce(0, +)
                try Terminal.output(line: "\(notes) notes, \(parts) parts, \(scores.count) tunes: \(printable(file))")
                continue
            }
            if files.count > 1 { try Terminal.output(line: "# file \(printable(file))") }
            try Terminal.output(NoteList(scores, written ? .written : .played).bytes)
        }
    }
}

extension Muse {
    /// Reads the tunes of a music file. Prints the importer's diagnostics to standard error.
    func scores(of path: String, _ options: ReadingOptions) throws -> [Score] {
        let file = try readMusic(path, importer: options.importer) { diagnostics in
            let shown = 20
            for diagnostic in diagnostics.prefix(shown) { Terminal.say(diagnostic.description) }
            if diagnostics.count > shown { Terminal.say("… and \(diagnostics.count - shown) more") }
        }
        if file.skippedCount > 0 {
            let all = file.scores.count + file.skippedCount
            Terminal.say("\(file.skippedCount) of \(all) tunes left out because of errors")
        }
        return file.scores
    }
}
