import ArgumentParser
import MuseExport
import MuseKit
import MuseMusic
import MuseNotation
import MuseProtocols
import MuseStorage

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Converts between music formats, selected by file extension.",
        discussion: """
            With {n} in OUT, each tune is written to its own file. A tune that is read from ABC and written to ABC stays \
            as its author wrote it, unless --tidy is given.
            """)

    @Argument(help: "The file to read.") var input: String
    @Argument(help: "The file to write.") var output: String
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var reading: ReadingOptions
    @Option(help: "Writes with this exporter, whatever the file extension: a name, or '{type: abc, …}' with settings.")
    var exporter: String?
    @OptionGroup(title: "Notation of performances, such as MIDI files") var notation: NotationOptions
    @Flag(help: "Writes music that is played twice in a row once, with repeat signs and endings.")
    var foldRepeats = false
    @Flag(help: "Writes ABC in muse's own form, whatever form it was read in: beams, line breaks, units and fields.")
    var tidy = false

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        // Reports an unknown output format before reading the input.
        try muse.checkWritable(output, exporter: exporter) { Terminal.say($0.description) }
        let settings = try notation.settings(foldsRepeats: foldRepeats)
        var scores = try muse.scores(of: input, reading).map { score in
            guard score.performance == nil else {
                // Without options, those of the importer stay in force.
                guard settings != NotationSettings() else { return score }
                var score = score
                score.setNotation(settings)
                return score
            }
            if let option = notation.firstUsed {
                throw MuseError.use("--\(option) is for performances; '\(printable(input))' is notation already")
            }
            return foldRepeats ? score.foldingRepeats() : score
        }
        if tidy { for i in scores.indices { scores[i].page = nil } }
        try muse.writeMusic(scores, to: output, exporter: exporter)
    }
}

/// Values that override what is estimated when a performance is notated.
struct NotationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Meter, instead of the stated or estimated one.", valueName: "6/8")) var meter: String?
    @Option(help: ArgumentHelp("Key, instead of the stated or estimated one.", valueName: "Ador")) var key: String?
    @Option(help: ArgumentHelp("Length of the incomplete first bar, or 0.", valueName: "1/8")) var pickup: String?
    @Option(help: ArgumentHelp("Shortest note; 1/12 for triplets of eighths.", valueName: "1/16")) var grid: String?

    /// The name of an option that is given; nil if none is.
    var firstUsed: String? {
        [("meter", meter), ("key", key), ("pickup", pickup), ("grid", grid)].first { $0.1 != nil }?.0
    }

    func settings(foldsRepeats: Bool) throws -> NotationSettings {
        NotationSettings(
            meter: try value(meter, "meter", "a meter such as 6/8") { Meter($0) },
            key: try value(key, "key", "a key such as D, Am or Ador") { Key($0) },
            pickup: try value(pickup, "pickup", "a multiple of 1/16 of a whole note, such as 1/8") {
                NoteFraction($0).flatMap { $0.isPickup ? $0 : nil }
            },
            grid: try value(grid, "grid", "1/4, 1/8 to 1/64, or 1/6, 1/12 to 1/96") {
                NoteFraction($0).flatMap { $0.isGrid ? $0 : nil }
            }, foldsRepeats: foldsRepeats)
    }

    private func value<Value>(
        _ text: String?, _ option: String, _ expected: String, _ parse: (String) -> Value?
    ) throws -> Value? {
        guard let text else { return nil }
        guard let value = parse(text) else {
            throw MuseError.use("--\(option): expected \(expected), found '\(printable(text))'")
        }
        return value
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
        let files = try muse.musicFiles(files.paths)
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
