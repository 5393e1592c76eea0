import ArgumentParser
import MuseExport
import MuseMusic
import MuseProtocols
import MuseStorage

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Converts between music formats, told by the files' endings.",
        discussion: "With {n} in OUT, a tunebook gives a file a tune.")

    @Argument(help: "The file to read.") var input: String
    @Argument(help: "The file to write.") var output: String

    func run() throws {
        // The name of what is to be written is wrong or right whatever is read.
        _ = try format(of: output, in: InstalledPlugins.registries().exporters, verb: "writes", \.fileExtensions)
        try write(TuneFile(input).scores, to: output)
    }
}

struct NotesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes", abstract: "Prints the notes of files: onset, duration, MIDI number.",
        discussion: "Quarters as reduced fractions; repeats unfolded, ties merged, graces left out.")

    @Argument(help: "The files to read.") var files: [String]
    @Flag(help: "Each note once, as it stands.") var written = false
    @Flag(help: "Only how many notes, parts and tunes a file holds, as it stands, a line a file.") var count = false

    func run() throws {
        for file in files {
            let scores = try TuneFile(file).scores
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
