import MuseCorpus
import MuseProtocols

extension Muse {
    /// Checks music files: everything that is wrong in each of them, and which tunes have the same notes as others.
    ///
    /// Files are read in parallel and given to `onFile` in order. Of each tune, only its place, its messages and a hash
    /// of its notes are kept.
    ///
    /// - Parameters:
    ///   - paths: files, as returned by `musicFiles(_:)`. A file that cannot be read is reported as such.
    ///   - importer: as for `readMusic(_:importer:onDiagnostic:)`.
    ///   - onFile: called for each file. An error that it throws ends the check.
    /// - Throws: `RecipeErrors` for a mistake in `importer`; `SystemThread.Unavailable`; errors of `onFile`.
    public func check(
        _ paths: [String], importer: String? = nil, onFile: (CheckedFile) throws -> Void
    ) throws -> CheckSummary {
        let reader = try MusicReader(components().importers, importer: importer)
        var originals = Originals()
        var summary = CheckSummary()
        func finish(_ read: ReadFile) throws {
            let file = read.checked(against: &originals)
            summary.add(file)
            try onFile(file)
        }
        try concurrentForEach(paths, { ReadFile($0, reader) }, finish)
        return summary
    }
}

/// What remains of a file after its scores have been hashed.
private struct ReadFile: Sendable {
    struct Tune: Sendable {
        let place: TunePlace
        let diagnostics: [Diagnostic]
        /// The hash of its notes; nil if it has none.
        let content: UInt64?
    }

    let path: String
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var tunes: [Tune] = []
    private(set) var failure: (any Error)?

    init(_ path: String, _ reader: MusicReader) {
        self.path = path
        do {
            try reader.read(path, checks: true) { part in
                diagnostics += part.diagnostics
                tunes += part.tunes.map { tune in
                    let isEmpty = tune.score.parts.allSatisfy { $0.notes.isEmpty }
                    return Tune(
                        place: TunePlace(tune.score, file: path, mark: tune.mark), diagnostics: tune.diagnostics,
                        content: isEmpty ? nil : Fingerprint.content(of: tune.score))
                }
            }
        } catch {
            (diagnostics, tunes, failure) = ([], [], error)
        }
    }

    func checked(against originals: inout Originals) -> CheckedFile {
        let all =
            diagnostics.map { CheckedFile.Message(diagnostic: $0, tune: nil) }
            + tunes.flatMap { tune in tune.diagnostics.map { CheckedFile.Message(diagnostic: $0, tune: tune.place) } }
        let severities = tunes.map { $0.diagnostics.map(\.severity) }
        return CheckedFile(
            path: path, messages: all.inOrderOfPlace(by: \.diagnostic.mark), tuneCount: tunes.count,
            tunesWithErrors: severities.count { $0.contains(.error) },
            tunesWithWarnings: severities.count { !$0.contains(.error) && $0.contains(.warning) },
            duplicates: tunes.compactMap { tune in
                originals.original(of: tune.content, at: tune.place).map {
                    CheckedFile.Duplicate(tune: tune.place, original: $0)
                }
            }, failure: failure)
    }
}

/// The first tune with each content.
private struct Originals {
    private var places: [UInt64: TunePlace] = [:]

    /// Returns the earlier tune with the same content; nil if there is none, and this one is then kept.
    mutating func original(of content: UInt64?, at place: TunePlace) -> TunePlace? {
        guard let content else { return nil }
        if let known = places[content] { return known }
        places[content] = place
        return nil
    }
}
