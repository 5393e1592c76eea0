import MuseMusic
import MuseProtocols
import MuseStorage

/// The tunes of files that are converted, before their outputs are known.
///
/// A tune is exported as soon as its output is complete, so that its score need not be kept; its files wait in a spool
/// until all files are read and the conversion can be refused no more.
package struct ConversionDraft {
    /// Why tunes cannot be edited, in their order.
    package private(set) var failures: [any Error] = []
    /// The file of the first tune; nil if there is none.
    package private(set) var firstPath: String?
    package private(set) var hasPerformances = false
    package private(set) var hasNotation = false

    private let target: OutputTarget
    private let paths: [String]
    private var tunes = EditedTunes()
    private var exports: [SpooledExport] = []
    private var spool = Spool()
    /// The losses so far: many exports share theirs.
    private var knownLosses: Set<[[String]]> = []

    fileprivate init(_ target: OutputTarget, _ paths: [String]) {
        (self.target, self.paths) = (target, paths)
    }

    fileprivate mutating func add(_ part: ConvertedPart) throws {
        firstPath = firstPath ?? part.firstPath
        hasPerformances = hasPerformances || part.hasPerformances
        hasNotation = hasNotation || part.hasNotation
        failures += part.failures
        tunes += part.tunes
        for export in part.exports {
            let losses = knownLosses.insert(export.losses).memberAfterInsert
            exports.append(try SpooledExport(export.files, losses: losses, &spool))
        }
    }

    /// Assigns the tunes to the files of the target.
    ///
    /// - Throws: as `Muse.conversion(of:to:inputs:)` does.
    package func conversion() throws -> Conversion {
        if !tunes.scores.isEmpty { return try Conversion(tunes.scores, to: target, inputs: paths) }
        if !tunes.bookTunes.isEmpty {
            return try Conversion(tunes.places, tunes.bookTunes, to: target, inputs: paths)
        }
        return try Conversion(tunes.places, exports, in: spool, to: target, inputs: paths)
    }
}

extension Muse {
    /// Reads music files, edits their tunes and exports them, all in parallel.
    ///
    /// - Parameters:
    ///   - paths: as returned by `musicFiles(_:)`.
    ///   - importer: as for `readMusic`.
    ///   - findsLosses: whether `Conversion.losses` is used.
    ///   - onPart: called as by `readMusic`, but without tunes.
    /// - Throws: `RecipeErrors` for a mistake in `importer`; `FileError` if no temporary file can be written;
    ///   `SystemThread.Unavailable`; errors of `onPart`.
    package func draft(
        converting paths: [String], to target: OutputTarget, importer: String?, edits: ScoreEdits, findsLosses: Bool,
        onPart: (MusicReading) throws -> Void
    ) throws -> ConversionDraft {
        let reader = try MusicReader(components().importers, importer: importer)
        let unit = target.unit(of: paths)
        var draft = ConversionDraft(target, paths)
        try concurrentForEach(
            paths,
            produce: { path, emit in
                var converter = PartConverter(target.exporter, unit, edits, findsLosses: findsLosses)
                try reader.readings(path) { try emit(converter.converted($0)) }
            },
            { part in
                try onPart(part.reading)
                try draft.add(part)
            })
        return draft
    }
}
