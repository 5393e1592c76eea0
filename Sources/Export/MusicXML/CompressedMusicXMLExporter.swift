package import MuseMusic
package import MuseProtocols

/// Writes compressed MusicXML (`.mxl`): the document of `MusicXMLExporter` in a zip archive.
///
/// Source: MusicXML 4.0, "Compressed .MXL files".
package struct CompressedMusicXMLExporter: Exporter {
    package static let schema = Schema(
        "mxl", "writes compressed MusicXML 4.0 (.mxl) for notation programs",
        source: "MusicXML 4.0, W3C Music Notation Community Group, 2021")

    private let plain = MusicXMLExporter()

    package init(_ settings: Settings) throws {}

    package init() {}

    package var fileExtensions: [String] { ["mxl"] }
    package var formatName: String { plain.formatName }
    package var holdsManyTunes: Bool { false }
    package var scoreForm: ScoreForm { plain.scoreForm }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        var archive = ZipArchive()
        // The first file, not compressed, so that the type of the archive can be read at a fixed place.
        archive.add("mimetype", Array("application/vnd.recordare.musicxml".utf8), isCompressed: false)
        archive.add("META-INF/container.xml", Array(Self.container.utf8))
        archive.add(Self.score, try plain.write(scores, provenance: provenance))
        return try archive.finish()
    }

    package func losses(of scores: [Score]) -> [[String]] { plain.losses(of: scores) }

    private static let score = "score.musicxml"

    private static let container = """
        <?xml version="1.0" encoding="UTF-8"?>
        <container>
         <rootfiles>
          <rootfile full-path="\(score)" media-type="application/vnd.recordare.musicxml+xml"/>
         </rootfiles>
        </container>

        """
}
