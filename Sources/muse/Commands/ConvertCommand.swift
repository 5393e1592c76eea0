import ArgumentParser
import MuseExport
import MuseProtocols

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Converts between music formats, told by the files' endings.",
        discussion: "With {n} in OUT, a tunebook gives a file a tune.")

    @Argument(help: "The file to read.") var input: String
    @Argument(help: "The file to write.") var output: String

    func run() throws {
        // The name of what is to be written is wrong or right whatever is read.
        _ = try format(of: output, in: Registry<any Exporter>.builtIn, verb: "writes", \.fileExtensions)
        try write(TuneFile(input).scores, to: output)
    }
}

struct NotesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes", abstract: "Prints the notes of a file: onset, duration, MIDI number.",
        discussion: "Quarters as reduced fractions; repeats unfolded, ties merged, graces left out.")

    @Argument(help: "The file to read.") var file: String
    @Flag(help: "Each note once, as it stands.") var written = false

    func run() throws {
        try Terminal.output(NoteList(TuneFile(file).scores, written ? .written : .played).bytes)
    }
}
