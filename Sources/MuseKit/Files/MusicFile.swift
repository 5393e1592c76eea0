public import MuseMusic
public import MuseProtocols
import MuseRecipe
import MuseStorage

/// The tunes of a music file, with the diagnostics of its importer.
public struct MusicFile: Sendable {
    /// The tunes without errors. Tunes with errors are left out, because part of their music is missing.
    public let scores: [Score]
    /// Where each of the tunes starts; nil in formats without lines.
    public let marks: [SourceMark?]
    public let diagnostics: [Diagnostic]
    /// The number of tunes left out because of errors.
    public let skippedCount: Int
}

extension Muse {
    /// Reads a music file.
    ///
    /// - Parameters:
    ///   - path: `-` for standard input, whose format is told by its contents.
    ///   - importer: an importer's name, or its name and settings as in a recipe: `{type: tab, tuning: dadgbe}`; nil
    ///     for the one that the file extension selects.
    ///   - onDiagnostic: called once with all diagnostics, before an error is thrown because of them.
    /// - Throws: `MuseError.use` for an unknown file extension; `RecipeErrors` for a mistake in `importer`;
    ///   `MuseError.data` if no tune is free of errors, or if the format of standard input is unknown; `FileError`.
    public func readMusic(
        _ path: String, importer: String? = nil, onDiagnostic: ([Diagnostic]) -> Void = { _ in }
    ) throws -> MusicFile {
        let input = path == "-" ? try FileReader.standardInput() : nil
        let name = input == nil ? path : FileReader.standardInputName
        let (reader, warning) = try component(
            for: try input.map { try nameForContents($0, importer) } ?? path, in: components().importers, importer,
            verb: "reads", \.fileExtensions)
        let imported = try reader.read(try input ?? FileReader.bytes(path), name: name)
        let diagnostics = [warning].compactMap { $0 } + imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
        onDiagnostic(diagnostics)
        let valid = imported.tunes.filter { !$0.diagnostics.contains { $0.severity == .error } }
        if valid.isEmpty || imported.diagnostics.contains(where: { $0.severity == .error }) {
            throw MuseError.data("no tune can be read from '\(printable(name))'")
        }
        return MusicFile(
            scores: valid.map(\.score), marks: valid.map(\.mark), diagnostics: diagnostics,
            skippedCount: imported.tunes.count - valid.count)
    }

    /// A file name that selects the importer for the contents of standard input.
    private func nameForContents(_ bytes: [UInt8], _ importer: String?) throws -> String {
        if importer != nil { return "" }
        guard let ending = MusicContent.fileExtension(of: bytes) else {
            throw MuseError.data(
                bytes.isEmpty
                    ? "standard input is empty" : "standard input has an unknown format; choose one with --importer")
        }
        return "input.\(ending)"
    }

    /// Checks that an importer reads files with a path's extension.
    ///
    /// - Throws: as `readMusic` does before it reads the file.
    public func checkReadable(_ path: String, importer: String? = nil) throws {
        if path == "-", importer == nil { return }
        _ = try component(for: path, in: components().importers, importer, verb: "reads", \.fileExtensions)
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
    func component<Product>(
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
