import MuseExport
import MuseMusic
import MuseProtocols

/// Checks an importer: it reads any bytes, and twice the same; what it read can be played, written in all formats and
/// read again. In its own format, all notes of a file without mistakes are kept.
struct MusicCheck {
    private let format: MusicFormat
    private let name: String

    /// Only the first tunes of a file are written, and only short ones, so that a check takes milliseconds.
    private static let tuneLimit = 3
    private static let noteLimit = 200
    /// A few bytes of MIDI can last for months: a hundred thousand bars of notation.
    private static let quarterLimit = 1_000

    init(_ format: MusicFormat, name: String) {
        self.format = format
        self.name = name
    }

    func check(_ input: [UInt8]) throws {
        let imported = try format.importer.read(input, name: name)
        var again = Imported(tunes: [])
        try format.importer.readParts(input, name: name, checks: false) { part in
            again.tunes += part.tunes
            again.diagnostics += part.diagnostics
        }
        guard imported.tunes.map(\.score) == again.tunes.map(\.score),
            Self.messages(imported) == Self.messages(again)
        else { throw FuzzFault("reading twice gives different results") }
        _ = format.importer.headers(input, name: name)
        for tune in imported.tunes.prefix(Self.tuneLimit) { try check(tune) }
    }

    private func check(_ tune: Imported.Tune) throws {
        let score = tune.score
        guard score.noteCount <= Self.noteLimit, score.played().noteCount <= Self.noteLimit,
            score.end / score.ticksPerQuarter <= Self.quarterLimit
        else { return }
        _ = NoteList([score], .written)
        for target in MusicFormat.written {
            guard let notes = try Self.notesWritten(score, in: target), target.name == format.name else { continue }
            // What was repaired while reading need not survive, nor do notes without a duration, as MIDI files have.
            guard tune.diagnostics.isEmpty, score.parts.allSatisfy({ $0.notes.allSatisfy { $0.duration > 0 } }) else {
                continue
            }
            let expected = Self.notes(score)
            if notes != expected {
                let (lost, added) = (
                    Set(expected).subtracting(notes).sorted(), Set(notes).subtracting(expected).sorted()
                )
                throw FuzzFault("written as \(target.name), the notes \(lost) become \(added)")
            }
        }
    }

    /// Writes a score, reads the file again and returns its notes; nil if the format cannot represent the score.
    private static func notesWritten(_ score: Score, in target: MusicFormat) throws -> [String]? {
        guard let exporter = target.exporter else { return nil }
        do {
            var plain = score
            plain.page = nil
            let bytes = try exporter.write([plain], provenance: nil)
            return try target.importer.read(bytes, name: "written").tunes.first.map { notes($0.score) }
        } catch is ExportError {
            return nil
        }
    }

    /// Onset, duration and pitch of all notes as played, in any order of parts.
    private static func notes(_ score: Score) -> [String] {
        let lines = NoteList([score], .played).text.split(separator: "\n")
        return lines.filter { !$0.hasPrefix("#") }.map(String.init).sorted()
    }

    /// What a user sees of the diagnostics.
    private static func messages(_ imported: Imported) -> [String] {
        (imported.diagnostics + imported.tunes.flatMap(\.diagnostics)).map(\.description)
    }
}

extension Score {
    fileprivate var noteCount: Int { parts.reduce(0) { $0 + $1.notes.count } }
}
