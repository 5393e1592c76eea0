public import MuseMusic
public import MuseProtocols
import MuseStorage

/// The tunes of a music file, with the diagnostics of its importer.
public struct MusicFile: Sendable {
    /// The tunes without errors. Tunes with errors are left out, because part of their music is missing.
    public let scores: [Score]
    public let diagnostics: [Diagnostic]
    /// The number of tunes left out because of errors.
    public let skippedCount: Int
}

extension Muse {
    /// Reads a music file. The file extension selects the importer.
    ///
    /// - Parameter onDiagnostic: called once with all diagnostics, before an error is thrown because of them.
    /// - Throws: `MuseError.use` for an unknown file extension; `MuseError.data` if no tune is free of errors;
    ///   `FileError`.
    public func readMusic(_ path: String, onDiagnostic: ([Diagnostic]) -> Void = { _ in }) throws -> MusicFile {
        let reader = try component(for: path, in: components().importers, verb: "reads", \.fileExtensions)
        let imported = try reader.read(try FileReader.bytes(path), name: path)
        let diagnostics = imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
        onDiagnostic(diagnostics)
        let valid = imported.tunes.filter { !$0.diagnostics.contains { $0.severity == .error } }
        if valid.isEmpty || imported.diagnostics.contains(where: { $0.severity == .error }) {
            throw MuseError.data("no tune can be read from '\(printable(path))'")
        }
        return MusicFile(
            scores: valid.map(\.score), diagnostics: diagnostics, skippedCount: imported.tunes.count - valid.count)
    }

    /// Checks that an exporter writes files with a path's extension.
    ///
    /// - Throws: `MuseError.use` with the known file extensions.
    public func checkWritable(_ path: String) throws {
        _ = try component(for: path, in: components().exporters, verb: "writes", \.fileExtensions)
    }

    /// Writes tunes to one file, or to one file per tune if the path contains `{n}`. The file extension selects the
    /// exporter.
    ///
    /// - Throws: `MuseError.use` for an unknown file extension, or if one file cannot hold all tunes; `FileError`;
    ///   `ExportError`.
    public func writeMusic(_ scores: [Score], to path: String) throws {
        let exporter = try component(for: path, in: components().exporters, verb: "writes", \.fileExtensions)
        let pieces = path.split(separator: "{n}", omittingEmptySubsequences: false)
        if pieces.count > 1 {
            for (i, score) in scores.enumerated() {
                let file = pieces.joined(separator: "\(i + 1)")
                try write(exporter.files([score], provenance: nil), to: file)
            }
            return
        }
        if scores.count > 1, !exporter.holdsManyTunes {
            throw MuseError.use(
                "'\(printable(path))' can hold only one of the \(scores.count) tunes; "
                    + "put {n} in the name to write one file per tune")
        }
        try write(exporter.files(scores, provenance: nil), to: path)
    }

    private func write(_ files: [ExportedFile], to path: String) throws {
        for file in files { try AtomicFile.write(file.bytes, to: file.path(besides: path)) }
    }

    /// Returns tunes in a text format, such as `abc` or `musicxml`.
    ///
    /// - Throws: `MuseError.use` for an unknown format, or if one file cannot hold all tunes; `ExportError`.
    public func text(of scores: [Score], as format: String) throws -> String {
        let exporter = try component(
            for: "music.\(format)", in: components().exporters, verb: "writes", \.fileExtensions)
        guard scores.count == 1 || exporter.holdsManyTunes else {
            throw MuseError.use("'\(format)' holds one tune, not \(scores.count)")
        }
        return String(decoding: try exporter.write(scores, provenance: nil), as: UTF8.self)
    }

    /// The component of a registry for a path's extension.
    private func component<Product>(
        for path: String, in registry: Registry<Product>, verb: String, _ endings: (Product) -> [String]
    ) throws -> Product {
        let formats = try Formats(registry, endings)
        if let found = formats[path] { return found }
        let known = formats.known.joined(separator: ", ")
        throw MuseError.use("no \(registry.kind) \(verb) '\(printable(path))'; known endings: \(known)")
    }
}
