package import MuseMusic
import MuseNotation
package import MuseProtocols

/// Writes scores as an ABC tunebook. A score that was read from ABC and has not changed is written as its author wrote
/// it (`Score.page`); all others in canonical form: fields in a fixed order, four bars per line (fewer if they have
/// many notes), notes beamed by beats, and accidentals that mean the same whether a reader applies them to one octave
/// or to all.
///
/// Source: the ABC music standard 2.1, 2011.
package struct ABCExporter: Exporter {
    package static let schema = Schema(
        "abc", "writes ABC 2.1 tunebooks", source: "ABC music standard 2.1, December 2011")

    package init(_ settings: Settings) throws {}

    package init() {}

    package var fileExtensions: [String] { ["abc"] }
    package var formatName: String { "canonical ABC" }
    package var holdsManyTunes: Bool { true }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        var text = ABCText()
        text.bytes.reserveCapacity(scores.count * 1024 + 64)
        let book = ABCPages(scores, provenance: provenance)
        if !book.areAllKept || scores.isEmpty {
            // The version makes programs that also read older versions apply accidentals up to the bar line. No empty
            // line follows, so that splitting the file at empty lines gives only tunes.
            text.append("%abc-2.1\n")
        } else {
            text.bytes.append(contentsOf: book.fileHeader.utf8)
        }
        for (i, score) in scores.enumerated() {
            if let page = book.pages[i] {
                text.append(page, isFirst: i == 0)
                continue
            }
            if i > 0 { text.append(.newline) }
            do {
                try ABCTuneWriter(score.notated()).write(number: i + 1, provenance: provenance, into: &text)
            } catch let error as ExportError {
                let title = score.header.title.isEmpty ? "" : " (\(score.header.title))"
                throw ExportError("tune \(i + 1)\(title): \(error.description)")
            }
        }
        return text.bytes
    }
}
