import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Compressed MusicXML: a zip archive with the type first.
@Suite struct CompressedMusicXMLTests {
    private let score: Score = {
        var tune = Tune()
        tune.score.header.titles = ["Tune"]
        tune.notes("C4 D4 E4")
        tune.bar(.final)
        return tune.score
    }()

    /// PKWARE, APPNOTE.TXT 6.3, section 4.3.7: a local header has 30 bytes, then name, extra field and contents.
    @Test func theTypeIsTheFirstEntryAndNotCompressed() throws {
        let bytes = try CompressedMusicXMLExporter().write([score], provenance: nil)
        func number(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }
        #expect(bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]))
        #expect(number(8) == 0 && number(26) == 8 && number(28) == 0)
        #expect(String(decoding: bytes[30..<38], as: UTF8.self) == "mimetype")
        let type = "application/vnd.recordare.musicxml"
        #expect(String(decoding: bytes[38..<38 + type.utf8.count], as: UTF8.self) == type)
        #expect(bytes[(38 + type.utf8.count)...].starts(with: [0x50, 0x4B, 0x03, 0x04]))
    }

    @Test func theScoreIsThatOfThePlainFile() throws {
        let bytes = try CompressedMusicXMLExporter().write([score], provenance: nil)
        #expect(try bytes == CompressedMusicXMLExporter().write([score], provenance: nil))
        let plain = try MusicXMLExporter().write([score], provenance: nil)
        let read = MusicXMLImporter().read(bytes, name: "t.mxl")
        #expect(read.diagnostics.isEmpty && read.tunes.flatMap(\.diagnostics).isEmpty)
        #expect(read.tunes.map(\.score) == MusicXMLImporter().read(plain, name: "t.musicxml").tunes.map(\.score))
    }
}
