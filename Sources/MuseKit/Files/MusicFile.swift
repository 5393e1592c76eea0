public import MuseMusic
public import MuseProtocols
import MuseStorage

/// The tunes of a music file.
public struct MusicFile: Sendable {
    /// The tunes without errors. Tunes with errors are left out, because part of their music is missing.
    public let scores: [Score]
    /// Where each of the tunes starts; nil in formats without lines.
    public let marks: [SourceMark?]
    /// The number of tunes left out because of errors.
    public let skippedCount: Int
}

/// What reading a music file resulted in.
public struct MusicReading: Sendable {
    public let path: String
    /// What the importer reports.
    public let diagnostics: [Diagnostic]
    /// The tunes, or why there are none: `MuseError.use` for an unknown file extension; `MuseError.data` if no tune is
    /// free of errors, or if the format of standard input is unknown; `FileError`; an error of a plug-in.
    public let file: Result<MusicFile, any Error>

    init(_ path: String, _ reader: MusicReader) {
        self.path = path
        do {
            let imported = try reader.imported(path)
            diagnostics = imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
            let valid = imported.tunes.filter { !$0.diagnostics.contains { $0.severity == .error } }
            if valid.isEmpty || imported.diagnostics.contains(where: { $0.severity == .error }) {
                file = .failure(
                    MuseError.data("no tune can be read from '\(printable(MusicReader.name(path)))'"))
            } else {
                file = .success(
                    MusicFile(
                        scores: valid.map(\.score), marks: valid.map(\.mark),
                        skippedCount: imported.tunes.count - valid.count))
            }
        } catch {
            diagnostics = []
            file = .failure(error)
        }
    }
}

extension Muse {
    /// Reads a music file.
    ///
    /// - Parameters:
    ///   - path: `-` for standard input, whose format is told by its contents.
    ///   - importer: an importer's name, or its name and settings as in a recipe: `{type: tab, tuning: dadgbe}`; nil
    ///     for the one that the file extension selects.
    ///   - onDiagnostic: called once with all diagnostics, before an error is thrown because of them.
    /// - Throws: the errors of `MusicReading.file`; `RecipeErrors` for a mistake in `importer`.
    public func readMusic(
        _ path: String, importer: String? = nil, onDiagnostic: ([Diagnostic]) -> Void = { _ in }
    ) throws -> MusicFile {
        let reading = MusicReading(path, try MusicReader(components().importers, importer: importer))
        onDiagnostic(reading.diagnostics)
        return try reading.file.get()
    }

    /// Reads music files in parallel.
    ///
    /// - Parameters:
    ///   - paths: as returned by `musicFiles(_:)`.
    ///   - importer: as for one file.
    ///   - onFile: called for each file in order, also for those that cannot be read. Only some files are in memory at
    ///     a time. An error that it throws ends the reading.
    /// - Throws: `RecipeErrors` for a mistake in `importer`; `SystemThread.Unavailable`; errors of `onFile`.
    public func readMusic(
        _ paths: [String], importer: String? = nil, onFile: (MusicReading) throws -> Void
    ) throws {
        let reader = try MusicReader(components().importers, importer: importer)
        try concurrentForEach(paths, { MusicReading($0, reader) }, onFile)
    }

    /// Checks that importers read files with the extensions of paths.
    ///
    /// - Throws: as `readMusic` does before it reads a file.
    public func checkReadable(_ paths: [String], importer: String? = nil) throws {
        let reader = try MusicReader(components().importers, importer: importer)
        for path in paths { try reader.check(path) }
    }

    /// Returns tunes in a text format, such as `abc` or `musicxml`.
    ///
    /// - Throws: `MuseError.use` for an unknown format, or if one file cannot hold all tunes; `ExportError`.
    public func text(of scores: [Score], as format: String) throws -> String {
        let exporters = try FormatChoice(components().exporters, chosen: nil, verb: "writes", \.fileExtensions)
        let (exporter, _) = try exporters.component(for: "music.\(format)")
        guard scores.count == 1 || exporter.holdsManyTunes else {
            throw MuseError.use("'\(format)' holds one tune, not \(scores.count)")
        }
        return String(decoding: try exporter.write(scores, provenance: nil), as: UTF8.self)
    }
}
