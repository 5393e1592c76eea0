import MuseMusic
import MuseProtocols
import MuseStorage

/// A music file that the command reads: its tunes, with what the reader had to say on standard error.
struct TuneFile {
    let scores: [Score]

    /// A tune with an error is left out: what remains of it is not what was written.
    ///
    /// - Throws: `FileError`; `WrongUse` for a format that nothing here reads; `WrongData` for a file without a sound
    ///   tune.
    init(_ path: String) throws {
        let reader = try format(of: path, in: InstalledPlugins.registries().importers, verb: "reads", \.fileExtensions)
        let imported = try reader.read(try FileReader.bytes(path), name: path)
        let diagnostics = imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
        let shown = 20
        for diagnostic in diagnostics.prefix(shown) { Terminal.say(diagnostic.description) }
        if diagnostics.count > shown { Terminal.say("… and \(diagnostics.count - shown) more") }
        let sound = imported.tunes.filter { !$0.diagnostics.contains { $0.severity == .error } }
        if sound.isEmpty || imported.diagnostics.contains(where: { $0.severity == .error }) {
            throw WrongData("no tune can be read from '\(printable(path))'")
        }
        let lost = imported.tunes.count - sound.count
        if lost > 0 { Terminal.say("\(lost) of \(imported.tunes.count) tunes left out because of errors") }
        scores = sound.map(\.score)
    }
}
