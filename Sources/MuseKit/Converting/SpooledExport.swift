import MuseMusic
import MuseProtocols
import MuseStorage

/// The files that an exporter made of the tunes of one output, and what the tunes lose in them.
struct TuneExport: Sendable {
    /// Those of each tune; empty if they are not asked for.
    let losses: [[String]]
    let files: Result<[ExportedFile], any Error>
}

extension TuneExport {
    init(_ scores: [Score], _ exporter: any Exporter, findsLosses: Bool) {
        losses = findsLosses ? exporter.losses(of: scores) : []
        files = Result { try exporter.files(scores, provenance: nil) }
    }
}

/// A `TuneExport` whose files are in a spool.
struct SpooledExport: Sendable {
    struct File: Sendable {
        let suffix: String?
        let position: Range<Int>
    }

    let losses: [[String]]
    let files: Result<[File], any Error>

    /// - Throws: `FileError` if the spool cannot be written.
    init(_ files: Result<[ExportedFile], any Error>, losses: [[String]], _ spool: inout Spool) throws {
        self.losses = losses
        switch files {
        case .success(let files):
            self.files = .success(try files.map { File(suffix: $0.suffix, position: try spool.append($0.bytes)) })
        case .failure(let error): self.files = .failure(error)
        }
    }
}
