package import MuseMusic
import MuseProcesses
package import MuseProtocols
import MuseStorage

/// Writes staff notation for printing as PDF: what `ABCExporter` writes, engraved by the program abcm2ps and converted
/// by Ghostscript. A tune that keeps its author's page has its beams and line breaks.
///
/// The same tunes, settings, programs and fonts give the same bytes.
package struct PDFExporter: Exporter {
    enum Layout: String, SettingChoice {
        case tunes
        case book
    }

    static let layout = Setting<Layout>(
        "layout", default: .tunes,
        "tunes: the tunes alone; book: after a title page and an index with the first bars of each tune")
    static let title = Setting<String>(
        "title", default: nil, "title of the file; by default the recipe's, or that of a single tune")
    static let order = Setting<TuneOrder>(
        "order", default: .asIs, "order of the tunes: as_is, by title, or by rhythm and title")
    static let paper = Setting<PaperSize>("paper", default: .a4, "size of the pages")
    static let scale = Setting<Double>("scale", in: 0.3...2, default: 1, "size of the notes and texts of tunes")

    package static let schema = Schema(
        "pdf", "writes staff notation for printing (PDF), drawn by the programs abcm2ps and Ghostscript",
        [layout, title, order, paper, scale])

    private static let ghostscript = ExternalProgram("gs", package: "ghostscript")

    private let layout: Layout
    private let title: String?
    private let order: TuneOrder
    private let paper: PaperSize
    private let scale: Double

    package init(_ settings: Settings) throws {
        layout = try settings[Self.layout]
        title = try settings.optional(Self.title)
        order = try settings[Self.order]
        paper = try settings[Self.paper]
        scale = try settings[Self.scale]
    }

    package var fileExtensions: [String] { ["pdf"] }
    package var formatName: String { "staff notation" }
    package var holdsManyTunes: Bool { true }
    package var runsPrograms: Bool { true }
    package var obstacle: String? { Engraver.program.obstacle ?? Self.ghostscript.obstacle }

    package func losses(of scores: [Score]) -> [[String]] { PrintLosses.losses(of: scores) }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        try files(scores, provenance: provenance)[0].bytes
    }

    package func files(_ scores: [Score], provenance: Provenance?) throws -> [ExportedFile] {
        try files(scores, provenance: provenance, isCancelled: { false })
    }

    package func files(
        _ scores: [Score], provenance: Provenance?, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [ExportedFile] {
        let folder = try ScratchFolder()
        let engraver = Engraver(folder: folder, isCancelled: isCancelled)
        let scores = order.order(scores).map { scores[$0] }
        let stated = self.title ?? (scores.count == 1 ? scores[0].header.title : provenance?.title)
        let title = stated ?? provenance?.recipe ?? "Tunes"
        let pageLayout = PageLayout(paper: paper, scale: scale, numbersPages: scores.count > 1)
        let body = try engraver.postScript(
            "%abc-2.1\n\(pageLayout.directives)\n\(try Self.abc(scores, provenance).text)", name: "tunes")
        let pages = try PostScriptPages(body)
        let places = scores.indices.compactMap { i in pages.tunes[i + 1].map { (scores[i], $0) } }
        var (files, frontCount) = ([body], 0)
        if layout == .book {
            let book = Tunebook(places, title: title, order: order, paper: paper)
            let front = try engraver.postScript(try book.abc(), name: "front")
            files.insert(front, at: 0)
            frontCount = try PostScriptPages(front).count
        }
        let (information, outline) = (folder.path("information.ps"), folder.path("outline.ps"))
        try AtomicFile.write(
            Array(PDFMarks.information(title: title, subject: provenance?.line).utf8), to: information)
        let items = places.map { ($0.0.header.title, $0.1 + frontCount) }
        try AtomicFile.write(Array(PDFMarks.outline(scores.count > 1 ? items : []).utf8), to: outline)
        return [ExportedFile(suffix: nil, bytes: try pdf([information] + files + [outline], in: folder, isCancelled))]
    }

    /// The tunes, numbered from 1. Their authors' pages are dropped if they cannot be told apart by their numbers.
    private static func abc(_ scores: [Score], _ provenance: Provenance?) throws -> PrintableABC {
        func printable(_ scores: [Score]) throws -> PrintableABC {
            let bytes = try ABCExporter.forEngraving.write(scores, provenance: provenance)
            return PrintableABC(String(decoding: bytes, as: UTF8.self))
        }
        let abc = try printable(scores)
        guard abc.tuneCount != scores.count else { return abc }
        return try printable(
            scores.map { score in
                var score = score
                score.page = nil
                return score
            })
    }

    /// Converts PostScript files to one PDF file.
    private func pdf(
        _ files: [String], in folder: ScratchFolder, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [UInt8] {
        let path = folder.path("book.pdf")
        // Dates and identifiers would differ each time.
        let options = [
            "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-dOmitInfoDate=true", "-dOmitID=true",
            "-dOmitXMP=true", "-dAutoRotatePages=/None", "-dEmbedAllFonts=true",
        ]
        try Self.ghostscript.run(
            options + ["-sOutputFile=\(path)"] + files, in: folder.path, outputLimit: 1 << 24, isCancelled: isCancelled)
        return try FileReader.bytes(path)
    }
}
