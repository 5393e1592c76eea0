import MuseMusic
import MuseProtocols
import MuseStorage

/// A tune in ABC that is stored in a record of a table.
struct ABCRecord: Sendable {
    /// The tune's name in messages, after that of the file: `setting 28560`.
    let name: String
    /// A whole tune.
    let abc: String
    /// The byte offset of the record.
    let offset: Int
}

/// Reads the tunes in the records of a file, in parts.
struct ABCRecords {
    private let source: SourceFile
    private var places: SourcePlaces
    private let checks: Bool
    private let partSize: Int

    /// - Parameter partSize: the number of tunes that are read at a time.
    init(_ bytes: [UInt8], name: String, checks: Bool, partSize: Int = 512) {
        source = SourceFile(name: name, bytes: bytes)
        places = SourcePlaces(bytes, of: source)
        self.checks = checks
        self.partSize = partSize
    }

    /// - Parameters:
    ///   - next: returns the next record; nil at the end. After an error, the rest of the file is not read.
    ///   - onPart: as in `Importer.readParts`, but the error of an unreadable file comes with the last part.
    mutating func forEachPart(
        _ next: () throws -> ABCRecord?, mistake: (any Error) -> (message: String, offset: Int)?,
        onPart: (Imported) throws -> Void
    ) throws {
        var records: [ABCRecord] = []
        var diagnostics: [Diagnostic] = []
        var count = 0
        reading: while true {
            do {
                guard let record = try next() else { break reading }
                records.append(record)
                count += 1
            } catch {
                guard let mistake = mistake(error) else { throw error }
                diagnostics.append(Diagnostic(.error, mistake.message, at: places.mark(at: mistake.offset)))
                break reading
            }
            if records.count == partSize {
                try onPart(Imported(tunes: try tunes(records)))
                records.removeAll(keepingCapacity: true)
            }
        }
        if count == 0, diagnostics.isEmpty {
            diagnostics.append(Diagnostic(.error, "the file contains no tune", at: places.mark(at: 0), kind: .noTunes))
        }
        try onPart(Imported(tunes: try tunes(records), diagnostics: diagnostics))
    }

    private mutating func tunes(_ records: [ABCRecord]) throws -> [Imported.Tune] {
        let marks = records.map { places.mark(at: $0.offset) }
        let (name, checks) = (source.name, checks)
        let tunes = try concurrentMap(records) { record in
            // A file for each, so that messages name the record and quote its lines.
            let (bytes, name) = (Array(record.abc.utf8), "\(name), \(record.name)")
            let importer = ABCImporter()
            let imported = checks ? importer.check(bytes, name: name) : importer.read(bytes, name: name)
            var tune = imported.tunes.first ?? Imported.Tune(score: Score())
            tune.diagnostics = imported.diagnostics + tune.diagnostics
            return tune
        }
        return zip(tunes, marks).map { tune, mark in
            var tune = tune
            // The text of a record is not a page that can be written back.
            tune.score.page = nil
            tune.mark = mark
            return tune
        }
    }
}

extension String {
    /// The lines of a tune's music without those that would end it or start another one.
    var linesOfOneTune: String {
        split(whereSeparator: \.isNewline)
            .filter { line in !line.allSatisfy { $0 == " " || $0 == "\t" } && !line.hasPrefix("X:") }
            .map { "\($0)\n" }.joined()
    }
}
