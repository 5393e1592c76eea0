import MuseMusic
package import MuseProtocols

/// Reads MusicXML up to version 4.0, partwise and timewise, plain or compressed (`.mxl`): one score per file.
///
/// Source: MusicXML 4.0, W3C Music Notation Community Group, 2021. Decisions where it leaves a choice:
/// - Notes have their sounding pitch: `transpose` is applied to notes, grace notes, keys and chord symbols.
/// - The next measure starts at the furthest position that any part has reached; shorter parts are filled with silence.
/// - A part with several staves is one part with several voices; which of these are on the second of two staves is kept
///   if none changes staves. Notes that overlap in a voice are put into another. Its clefs are those of the first
///   staff.
/// - The score has the keys and meters of the first part that has any, C major and free time without them.
/// - Ties are those of `tie`, not of the printed `tied`. A tie without a second note is removed.
/// - Tuplets are those of `time-modification`, grouped by brackets or, without these, by beats.
/// - Unpitched notes play the `midi-unpitched` of their instrument; without one they are read as rests.
/// - Directions belong to the next note of the part in the measure, or else to its last one.
/// - Layout and appearance are ignored; anything else that a score cannot hold is reported once per file.
///
/// Neither document types nor external entities are read.
package struct MusicXMLImporter: Importer {
    package static let schema = Schema(
        "musicxml", "reads MusicXML up to version 4.0, also compressed (.mxl)",
        source: "MusicXML 4.0, W3C Music Notation Community Group, 2021")

    package init(_ settings: Settings) throws {}
    package init() {}

    package var fileExtensions: [String] { ["musicxml", "xml", "mxl"] }

    package func read(_ bytes: [UInt8], name: String) -> Imported {
        guard MXLArchive.isArchive(bytes) else { return Self.read(document: bytes, name: name, warning: nil) }
        do {
            let entry = try MXLArchive.score(bytes)
            return Self.read(document: entry.bytes, name: name, warning: entry.warning)
        } catch {
            let source = SourceFile(name: name, text: "")
            let mark = SourceMark(source: source, line: 1, column: 1)
            return Imported(tunes: [], diagnostics: [Diagnostic(.error, error.message, at: mark)])
        }
    }

    private static func read(document bytes: [UInt8], name: String, warning: String?) -> Imported {
        let document = DocumentReader(XMLReports(bytes, name: name))
        if let warning { document.reports.add(.warning, warning, at: .start) }
        if let mistake = XMLParser.parse(bytes, document) {
            document.reports.context = ""
            document.reports.add(.error, mistake.message, at: mistake.place)
            return Imported(tunes: [], diagnostics: document.reports.inOrder())
        }
        let assembler = document.finish()
        if !document.hasMusic, !document.reports.hasErrors {
            document.reports.add(.warning, "the document has no music", at: document.place)
        }
        let score = document.reports.hasErrors ? Score() : assembler.score(&document.reports)
        let mark = document.reports.mark(document.place)
        return Imported(
            tunes: [Imported.Tune(score: score, diagnostics: document.reports.inOrder(), mark: mark)])
    }
}
