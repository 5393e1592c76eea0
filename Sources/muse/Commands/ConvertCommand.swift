import ArgumentParser
import MuseExport
import MuseKit
import MuseMusic
import MuseProtocols
import MuseStorage

struct ConvertCommand: FilesCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Converts between music formats, selected by file extension.",
        usage: "muse convert <in> ... <out> [<options>]",
        discussion: """
            IN is a file, a folder, a quoted pattern such as 'tunes/**/*.abc', @LIST for a file with one path on each \
            line, or - for standard input. OUT is a file; a path with {n}, {title} or {name} (that of the input) for \
            several files; a folder, in which files keep their names; or - for standard output, with --exporter.

            What the format of OUT cannot hold is reported for each tune. A tune that is read from ABC and written to \
            ABC stays as its author wrote it, unless an option changes its music or --tidy is given.
            """)

    @Argument(help: ArgumentHelp("The files to read, then the file or folder to write.", valueName: "in> ... <out"))
    var files: [FilePaths] = []
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var reading: ReadingOptions
    @Option(help: "Writes with this exporter, whatever the file extension: a name, or '{type: abc, …}' with settings.")
    var exporter: String?
    @OptionGroup(title: "Changes") var changes: ChangeOptions
    @OptionGroup(title: "Notation of performances, such as MIDI files") var notation: NotationOptions
    @Flag(help: "Does not report what the format of OUT cannot hold.") var quiet = false

    func run() throws {
        let paths = files.paths
        guard let output = paths.last, paths.count > 1 else {
            throw MuseError.use("expected the files to read and the file to write: muse convert IN… OUT")
        }
        let muse = try Muse.installed(plugins.observer())
        let edits = try changes.edits(notation)
        // Everything that can be refused is refused before the first file is read.
        let target = try muse.outputTarget(output, exporter: exporter)
        if let warning = target.warning { Terminal.say(warning.description) }
        let files = try muse.musicFiles(Array(paths.dropLast()), importer: reading.importer)
        for file in files { try muse.checkReadable(file, importer: reading.importer) }

        var failures = Failures()
        let read = files.flatMap { file in failures.collect { try muse.tunes(of: file, reading) } ?? [] }
        try checkOptions(read)
        var tunes: [FileTune] = []
        for var tune in read {
            guard let score = failures.collect({ try edits.applied(to: tune) }) else { continue }
            tune.score = score
            tunes.append(tune)
        }
        let conversion = try muse.conversion(of: tunes, to: target, inputs: files)
        if !quiet { report(conversion.losses) }
        if target.isStandardOutput {
            if !tunes.isEmpty, let bytes = failures.collect({ try conversion.bytes() }) { try Terminal.output(bytes) }
        } else {
            try conversion.write { failures.add($0) }
        }
        try failures.exitIfAny()
    }

    /// Rejects options that would have no effect on any of the tunes.
    private func checkOptions(_ tunes: [FileTune]) throws {
        guard let first = tunes.first else { return }
        let isPerformance = tunes.contains { $0.score.performance != nil }
        if let option = notation.firstUsed, !isPerformance {
            throw MuseError.use("--\(option) is for performances; '\(printable(first.path))' is notation already")
        }
        if changes.key != nil, changes.transpose != nil, tunes.contains(where: { $0.score.performance == nil }) {
            throw MuseError.use("--key and --transpose both transpose; give one of them")
        }
    }

    private func report(_ losses: [Conversion.Loss]) {
        let shown = 20
        for loss in losses.prefix(shown) {
            let contents = printable(loss.contents.joined(separator: ", "))
            Terminal.say("warning: \(loss.tune.place): \(loss.formatName) holds no \(contents)")
        }
        if losses.count > shown { Terminal.say("… and \(losses.count - shown) more tunes lose something") }
    }
}

/// The option of all commands that read music files.
struct ReadingOptions: ParsableArguments {
    @Option(help: "Reads with this importer, whatever the file extension: a name, or '{type: abc, …}' with settings.")
    var importer: String?
}

struct NotesCommand: FilesCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes", abstract: "Prints the notes of files: onset, duration, MIDI pitch.",
        discussion: "Times in quarters, as reduced fractions. Repeats unfolded, ties merged, grace notes omitted.")

    @Argument(help: "The files to read; of a folder, all music files in it.") var files: [FilePaths]
    @Flag(help: "Prints each note once, as written.") var written = false
    @OptionGroup var reading: ReadingOptions
    @Flag(help: "Prints only the number of written notes, parts and tunes, one line per file.") var count = false
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        let files = try muse.musicFiles(files.paths, importer: reading.importer)
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
        try tunes(of: path, options).map(\.score)
    }

    /// Reads the tunes of a music file with their places. Prints the importer's diagnostics to standard error.
    func tunes(of path: String, _ options: ReadingOptions) throws -> [FileTune] {
        let file = try readMusic(path, importer: options.importer) { diagnostics in
            let shown = 20
            for diagnostic in diagnostics.prefix(shown) { Terminal.say(diagnostic.description) }
            if diagnostics.count > shown { Terminal.say("… and \(diagnostics.count - shown) more") }
        }
        if file.skippedCount > 0 {
            let all = file.scores.count + file.skippedCount
            Terminal.say("\(file.skippedCount) of \(all) tunes left out because of errors")
        }
        return file.tunes(path: path)
    }
}
