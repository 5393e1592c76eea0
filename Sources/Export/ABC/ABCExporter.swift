package import MuseMusic
package import MuseProtocols

/// Scores as one ABC tunebook, in canonical form: fields in a fixed order, four bars a line or fewer where
/// these are full of notes, notes joined by beats,
/// and accidentals that mean the same whether a reader lets them hold in one octave or in all.
///
/// Source: the ABC music standard 2.1, 2011.
package struct ABCExporter: Exporter {
    package static let schema = Schema(
        "abc", "writes a tunebook in ABC 2.1", source: "the ABC music standard 2.1, abcnotation.com, 2011")

    package init(_ settings: Settings) throws {}

    package init() {}

    package var fileExtensions: [String] { ["abc"] }
    package var holdsManyTunes: Bool { true }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        var text = ABCText()
        text.bytes.reserveCapacity(scores.count * 1024 + 64)
        // The version makes readers that know older versions let accidentals hold to the bar line. No empty line after it:
        // who splits a book at empty lines gets tunes alone.
        text.append("%abc-2.1\n")
        for (i, score) in scores.enumerated() {
            if i > 0 { text.append(.newline) }
            do {
                try ABCTuneWriter(score.notatable()).write(number: i + 1, provenance: provenance, into: &text)
            } catch let error as ExportError {
                let title = score.header.title.isEmpty ? "" : " (\(score.header.title))"
                throw ExportError("tune \(i + 1)\(title): \(error.description)")
            }
        }
        return text.bytes
    }
}
