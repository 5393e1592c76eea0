public import MuseMusic
public import MuseProtocols
import MuseStorage

/// The tunes of a music file, with what its reader found wrong.
public struct MusicFile: Sendable {
    /// Those without an error: what remains of others is not what was written.
    public let scores: [Score]
    public let diagnostics: [Diagnostic]
    /// Tunes left out because of errors.
    public let skippedCount: Int
}

extension Muse {
    /// Reads a music file of any format that an importer knows, told by its ending.
    ///
    /// - Parameter onDiagnostic: called once with all diagnostics, before anything is thrown because of them.
    /// - Throws: `MuseError.use` for a format that nothing reads; `MuseError.data` for a file without a tune free of
    ///   errors; `FileError`.
    public func readMusic(_ path: String, onDiagnostic: ([Diagnostic]) -> Void = { _ in }) throws -> MusicFile {
        let reader = try component(for: path, in: components().importers, verb: "reads", \.fileExtensions)
        let imported = try reader.read(try FileReader.bytes(path), name: path)
        let diagnostics = imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
        onDiagnostic(diagnostics)
        let sound = imported.tunes.filter { !$0.diagnostics.contains { $0.severity == .error } }
        if sound.isEmpty || imported.diagnostics.contains(where: { $0.severity == .error }) {
            throw MuseError.data("no tune can be read from '\(printable(path))'")
        }
        return MusicFile(
            scores: sound.map(\.score), diagnostics: diagnostics, skippedCount: imported.tunes.count - sound.count)
    }

    /// Finds out whether an exporter knows the format of a path.
    ///
    /// - Throws: `MuseError.use` that names the known endings.
    public func checkWritable(_ path: String) throws {
        _ = try component(for: path, in: components().exporters, verb: "writes", \.fileExtensions)
    }

    /// Writes tunes to one file, or to a file a tune where the path has `{n}`.
    ///
    /// - Throws: `MuseError.use` for a format that nothing writes, and where one file cannot hold them; `FileError`;
    ///   `ExportError`.
    public func writeMusic(_ scores: [Score], to path: String) throws {
        let exporter = try component(for: path, in: components().exporters, verb: "writes", \.fileExtensions)
        let pieces = path.split(separator: "{n}", omittingEmptySubsequences: false)
        if pieces.count > 1 {
            for (i, score) in scores.enumerated() {
                let file = pieces.joined(separator: "\(i + 1)")
                try AtomicFile.write(exporter.write([score], provenance: nil), to: file)
            }
            return
        }
        if scores.count > 1, !exporter.holdsManyTunes {
            throw MuseError.use(
                "there are \(scores.count) tunes, and '\(printable(path))' holds one; "
                    + "with {n} in the name each gets a file")
        }
        try AtomicFile.write(exporter.write(scores, provenance: nil), to: path)
    }

    /// Tunes in a text format, such as `abc` or `musicxml`.
    ///
    /// - Throws: `MuseError.use` for an unknown format, and where it cannot hold all of them; `ExportError`.
    public func text(of scores: [Score], as format: String) throws -> String {
        let exporter = try component(
            for: "music.\(format)", in: components().exporters, verb: "writes", \.fileExtensions)
        guard scores.count == 1 || exporter.holdsManyTunes else {
            throw MuseError.use("'\(format)' holds one tune; there are \(scores.count)")
        }
        return String(decoding: try exporter.write(scores, provenance: nil), as: UTF8.self)
    }

    /// The component of a registry that answers to a path's ending.
    private func component<Product>(
        for path: String, in registry: Registry<Product>, verb: String, _ endings: (Product) -> [String]
    ) throws -> Product {
        let formats = try Formats(registry, endings)
        if let found = formats[path] { return found }
        let known = formats.known.joined(separator: ", ")
        throw MuseError.use("nothing here \(verb) '\(printable(path))'; known endings: \(known)")
    }
}
