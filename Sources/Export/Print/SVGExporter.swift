package import MuseMusic
import MuseProcesses
package import MuseProtocols
import MuseStorage

/// Writes staff notation as SVG, engraved by the program abcm2ps from what `ABCExporter` writes. A tune that keeps its
/// author's page has its beams and line breaks.
package struct SVGExporter: Exporter {
    static let scale = Setting<Double>("scale", in: 0.3...3, default: 1, "size of the picture")

    package static let schema = Schema(
        "svg", "writes staff notation as a picture (SVG), drawn by the program abcm2ps", [scale])

    private let scale: Double

    package init(_ settings: Settings) throws { scale = try settings[Self.scale] }

    package init() { scale = 1 }

    package var fileExtensions: [String] { ["svg"] }
    package var formatName: String { "staff notation" }
    package var holdsManyTunes: Bool { false }
    package var runsPrograms: Bool { true }
    package var obstacle: String? { Engraver.program.obstacle }

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
        precondition(scores.count == 1, "an SVG file holds one tune, not \(scores.count)")
        let abc = try ABCExporter.forEngraving.write(scores, provenance: provenance)
        let layout = """
            %abc-2.1
            %%pagewidth \(21 * scale)cm
            %%leftmargin 0.5cm
            %%rightmargin 0.5cm
            %%topmargin 0.3cm
            %%botmargin 0.3cm
            %%scale \(0.75 * scale)
            \(PageLayout.titles)
            %%stretchlast 0.8


            """
        let folder = try ScratchFolder()
        let engraver = Engraver(folder: folder, isCancelled: isCancelled)
        let path = try engraver.svg(layout + PrintableABC(String(decoding: abc, as: UTF8.self)).text)
        let drawing = String(decoding: try FileReader.bytes(path), as: UTF8.self)
        return [ExportedFile(suffix: nil, bytes: Array(Self.cleaned(drawing, title: scores[0].header.title).utf8))]
    }

    /// Replaces the drawing's title, and removes the comments: they have the date, names of temporary files, and the
    /// title of the tune, which may end a comment.
    private static func cleaned(_ drawing: String, title: String) -> String {
        drawing.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
            if line.hasPrefix("<!--") { return nil }
            return line.hasPrefix("<title>") ? "<title>\(htmlText(title))</title>" : String(line)
        }.joined(separator: "\n")
    }
}

/// What printed notation leaves out.
enum PrintLosses {
    static func losses(of scores: [Score]) -> [[String]] {
        zip(scores, ABCExporter().losses(of: scores)).map { score, losses in
            guard let page = score.page else { return losses }
            let dropped = PrintableABC(page.fileHeader + page.text).dropped.map { "%%\($0)" }
            return losses + (dropped.isEmpty ? [] : ["directives (\(dropped.joined(separator: ", ")))"])
        }
    }
}
