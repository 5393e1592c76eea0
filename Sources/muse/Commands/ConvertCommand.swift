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
        try muse.checkReadable(files, importer: reading.importer)

        var failures = FileFailures(fileCount: files.count)
        let draft = try muse.draft(
            converting: files, to: target, importer: reading.importer, edits: edits, findsLosses: !quiet
        ) { _ = try failures.tunes(of: $0) }
        try checkOptions(draft)
        for failure in draft.failures { try failures.attempt { throw failure } }
        let conversion = try draft.conversion()
        if !quiet { report(conversion.losses) }
        // Programs that export run apart from the terminal, so that a signal has to be passed on.
        Interrupt.listen()
        if target.isStandardOutput {
            if !conversion.outputs.isEmpty {
                try Terminal.output(conversion.bytes(isCancelled: { Interrupt.isRequested }))
            }
        } else {
            try conversion.write(isCancelled: { Interrupt.isRequested }, onFailure: { failures.report($0) })
        }
        try failures.end()
    }

    /// Rejects options that would have no effect on any of the tunes.
    private func checkOptions(_ draft: ConversionDraft) throws {
        guard let path = draft.firstPath else { return }
        if let option = notation.firstUsed, !draft.hasPerformances {
            throw MuseError.use("--\(option) is for performances; '\(printable(path))' is notation already")
        }
        if changes.key != nil, changes.transpose != nil, draft.hasNotation {
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
