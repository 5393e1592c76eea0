import MuseMusic
import MuseNotation
import MuseProtocols

/// A tune for a tunebook: what it needs to be written, whether or not the other tunes allow it to keep its page.
struct ABCBookTune: BookTune {
    /// Without the score; nil if it is not kept.
    let page: Page?
    let title: String
    /// In canonical form, if they are asked for.
    let losses: [String]
    /// The number of `X:`; nil for that of its place in the book.
    private let number: Int?
    /// The canonical form after the number, or why there is none; nil if the page is kept in any case.
    private let canonical: Result<[UInt8], any Error>?

    init(_ score: Score, findsLosses: Bool) {
        page = ABCPages.page(of: score, provenance: nil)?.withoutScore
        title = score.header.title
        number = score.header.referenceNumber
        if let page, !ABCPages.affectsTunes(page.fileHeader) {
            (losses, canonical) = ([], nil)
            return
        }
        losses = findsLosses ? ABCExporter.canonicalLosses(of: score) : []
        canonical = Result {
            var text = ABCText()
            try ABCTuneWriter(score.notated()).write(number: 1, provenance: nil, into: &text)
            return Array(text.bytes.drop { $0 != .newline })
        }
    }

    /// - Precondition: it is one.
    init(_ tune: any BookTune) {
        guard let tune = tune as? Self else { preconditionFailure("a tune of another exporter: \(tune)") }
        self = tune
    }

    /// Writes the canonical form.
    ///
    /// - Throws: `ExportError`.
    func write(number: Int, into text: inout ABCText) throws {
        guard let canonical else { preconditionFailure("'\(title)' keeps its page") }
        text.append("X:")
        text.append(number: max(0, self.number ?? number))
        text.bytes.append(contentsOf: try canonical.get())
    }
}
