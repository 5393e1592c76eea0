import MuseImport
import MuseProtocols

/// A music file that the command reads: its tunes, with what the reader had to say on standard error.
struct TuneFile {
    let scores: [Score]

    /// - Throws: `FileError`; `WrongData` for a format that nothing here reads, and for a file without a readable tune.
    init(_ path: String) throws {
        let reader = try format(of: path, in: Registry<any Importer>.builtIn, verb: "reads", \.fileExtensions)
        let imported = reader.read(try FileReader.bytes(path), name: path)
        let diagnostics = imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
        let shown = 20
        for diagnostic in diagnostics.prefix(shown) { Terminal.say(diagnostic.description) }
        if diagnostics.count > shown { Terminal.say("… and \(diagnostics.count - shown) more") }
        if imported.tunes.isEmpty || imported.diagnostics.contains(where: { $0.severity == .error }) {
            throw WrongData("no tune can be read from '\(printable(path))'")
        }
        scores = imported.tunes.map(\.score)
    }
}
