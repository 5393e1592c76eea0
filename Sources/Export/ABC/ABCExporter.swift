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

    /// Whether lengths that no note value with dots has, such as five eighths, are written as tied notes.
    private var tiesUndottable = false

    package init() {}

    /// Writes ABC to be engraved: readers understand any length, but staff notation has only note values with dots.
    package static var forEngraving: ABCExporter {
        var exporter = ABCExporter()
        exporter.tiesUndottable = true
        return exporter
    }

    package var fileExtensions: [String] { ["abc"] }
    package var formatName: String { "canonical ABC" }
    package var holdsManyTunes: Bool { true }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        let book = ABCPages(scores.map { ABCPages.page(of: $0, provenance: provenance) })
        return try bytes(of: book) { i, text in
            let score = scores[i]
            do {
                let writer = try ABCTuneWriter(score.notated(), tiesUndottable: tiesUndottable)
                try writer.write(number: i + 1, provenance: provenance, into: &text)
            } catch let error as ExportError {
                throw error.named(i, score.header.title)
            }
        }
    }

    package func bookTune(_ score: Score, findsLosses: Bool) -> (any BookTune)? {
        ABCBookTune(score, findsLosses: findsLosses)
    }

    package func write(_ tunes: [any BookTune]) throws -> [UInt8] {
        let tunes = tunes.map(ABCBookTune.init)
        return try bytes(of: ABCPages(tunes.map(\.page))) { i, text in
            do { try tunes[i].write(number: i + 1, into: &text) } catch let error as ExportError {
                throw error.named(i, tunes[i].title)
            }
        }
    }

    package func losses(of tunes: [any BookTune]) -> [[String]] {
        let tunes = tunes.map(ABCBookTune.init)
        return zip(tunes, ABCPages(tunes.map(\.page)).pages).map { tune, page in page == nil ? tune.losses : [] }
    }

    /// - Parameter writeCanonical: writes the tune with an index that does not keep its page.
    private func bytes(
        of book: ABCPages, _ writeCanonical: (_ i: Int, _ text: inout ABCText) throws -> Void
    ) rethrows -> [UInt8] {
        var text = ABCText()
        text.bytes.reserveCapacity(book.pages.count * 1024 + 64)
        if !book.areAllKept || book.pages.isEmpty {
            // The version makes programs that also read older versions apply accidentals up to the bar line. No empty
            // line follows, so that splitting the file at empty lines gives only tunes.
            text.append("%abc-2.1\n")
        } else {
            text.bytes.append(contentsOf: book.fileHeader.utf8)
        }
        for (i, page) in book.pages.enumerated() {
            if let page {
                text.append(page, isFirst: i == 0)
                continue
            }
            if i > 0 { text.append(.newline) }
            try writeCanonical(i, &text)
        }
        return text.bytes
    }
}

extension ExportError {
    /// Names the tune with an index.
    fileprivate func named(_ i: Int, _ title: String) -> ExportError {
        ExportError("tune \(i + 1)\(title.isEmpty ? "" : " (\(title))"): \(description)")
    }
}
