public import MuseMusic
public import MuseProtocols
import MuseStorage

/// The tunes of a music file, or of a part of it.
public struct MusicFile: Sendable {
    /// The tunes without errors. Tunes with errors are left out, because part of their music is missing.
    public let scores: [Score]
    /// Where each of the tunes starts; nil in formats without lines.
    public let marks: [SourceMark?]
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
    /// - Throws: the errors of `MusicReading.file`; `RecipeErrors` for a mistake in `importer`.
    public func readMusic(
        _ path: String, importer: String? = nil, onDiagnostic: ([Diagnostic]) -> Void = { _ in }
    ) throws -> MusicFile {
        let reader = try MusicReader(components().importers, importer: importer)
        var parts: [MusicReading] = []
        try reader.readings(path) { parts.append($0) }
        onDiagnostic(parts.flatMap(\.diagnostics))
        let files = try parts.map { try $0.file.get() }
        return MusicFile(
            scores: files.flatMap(\.scores), marks: files.flatMap(\.marks),
            skippedCount: files.reduce(0) { $0 + $1.skippedCount })
    }

    /// Reads music files in parallel.
    ///
    /// Only some files are in memory at a time, and of a large file in ABC only some tunes.
    ///
    /// - Parameters:
    ///   - paths: as returned by `musicFiles(_:)`.
    ///   - importer: as for one file.
    ///   - onPart: called for each file in order, also for those that cannot be read; for a large file several times
    ///     (`MusicReading.isLast`). An error that it throws ends the reading.
    /// - Throws: `RecipeErrors` for a mistake in `importer`; `SystemThread.Unavailable`; errors of `onPart`.
    public func readMusic(
        _ paths: [String], importer: String? = nil, onPart: (MusicReading) throws -> Void
    ) throws {
        let reader = try MusicReader(components().importers, importer: importer)
        try concurrentForEach(paths, produce: { path, emit in try reader.readings(path, onPart: emit) }, onPart)
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
