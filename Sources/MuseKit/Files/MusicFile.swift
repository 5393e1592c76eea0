public import MuseMusic
public import MuseProtocols
import MuseRecipe
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
    /// The music files that paths name: a folder stands for all files in it and its subfolders that an importer reads,
    /// in order of their paths.
    ///
    /// - Throws: `MuseError.use` if a folder has none.
    public func musicFiles(_ paths: [String]) throws -> [String] {
        try paths.flatMap { path in
            guard Files.isFolder(path) else { return [path] }
            let known = try Formats(components().importers, \.fileExtensions).known
            let found = Files.files(below: path, extensions: Set(known))
            if found.isEmpty {
                throw MuseError.use(
                    "'\(printable(path))' contains no file of a known format: \(known.joined(separator: ", "))")
            }
            return found
        }
    }

    /// Reads a music file.
    ///
    /// - Parameters:
    ///   - importer: an importer's name, or its name and settings as in a recipe: `{type: tab, tuning: dadgbe}`; nil
    ///     for the one that the file extension selects.
    ///   - onDiagnostic: called once with all diagnostics, before an error is thrown because of them.
    /// - Throws: `MuseError.use` for an unknown file extension; `RecipeErrors` for a mistake in `importer`;
    ///   `MuseError.data` if no tune is free of errors; `FileError`.
    public func readMusic(
        _ path: String, importer: String? = nil, onDiagnostic: ([Diagnostic]) -> Void = { _ in }
    ) throws -> MusicFile {
        let (reader, warning) = try component(
            for: path, in: components().importers, importer, verb: "reads", \.fileExtensions)
        let imported = try reader.read(try FileReader.bytes(path), name: path)
        let diagnostics = [warning].compactMap { $0 } + imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
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
    /// - Parameters:
    ///   - exporter: as for `writeMusic`.
    ///   - onWarning: called if several exporters do.
    /// - Throws: `MuseError.use` with the known file extensions; `RecipeErrors` for a mistake in `exporter`.
    public func checkWritable(
        _ path: String, exporter: String? = nil, onWarning: (Diagnostic) -> Void = { _ in }
    ) throws {
        let (_, warning) = try component(
            for: path, in: components().exporters, exporter, verb: "writes", \.fileExtensions)
        if let warning { onWarning(warning) }
    }

    /// Writes tunes to one file, or to one file per tune if the path contains `{n}`.
    ///
    /// - Parameter exporter: an exporter's name, or its name and settings as in a recipe; nil for the one that the file
    ///   extension selects.
    /// - Throws: `MuseError.use` for an unknown file extension, or if one file cannot hold all tunes; `RecipeErrors`
    ///   for a mistake in `exporter`; `FileError`; `ExportError`.
    public func writeMusic(_ scores: [Score], to path: String, exporter: String? = nil) throws {
        let (exporter, _) = try component(
            for: path, in: components().exporters, exporter, verb: "writes", \.fileExtensions)
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
        let (exporter, _) = try component(
            for: "music.\(format)", in: components().exporters, nil, verb: "writes", \.fileExtensions)
        guard scores.count == 1 || exporter.holdsManyTunes else {
            throw MuseError.use("'\(format)' holds one tune, not \(scores.count)")
        }
        return String(decoding: try exporter.write(scores, provenance: nil), as: UTF8.self)
    }

    /// The chosen component, or that for the path's extension, with a warning if there are several.
    private func component<Product>(
        for path: String, in registry: Registry<Product>, _ chosen: String?, verb: String,
        _ endings: (Product) -> [String]
    ) throws -> (Product, warning: Diagnostic?) {
        if let chosen {
            let node = try Node(component: chosen, option: "--\(registry.kind)")
            return (try registry.make(node, path: registry.kind), nil)
        }
        let formats = try Formats(registry, endings)
        if let found = formats[path] {
            let warning = formats.ambiguity(path).map { "\($0); to choose, use --\(registry.kind)" }
            return (found, warning.map { Diagnostic(.warning, $0, at: nil) })
        }
        let known = formats.known.joined(separator: ", ")
        throw MuseError.use("no \(registry.kind) \(verb) '\(printable(path))'; known endings: \(known)")
    }
}
