import Foundation
import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import Testing

/// The page of tunes.
@Suite struct WebPageTests {
    private static func html(_ title: String, _ music: String = "|: D2 E2 | F4 :|") throws -> String {
        let abc = "X:1\nT:\(title)\nR:polka\nM:2/4\nL:1/8\nK:D\n\(music)\n"
        let scores = ABCImporter().read(Array(abc.utf8), name: "a.abc").tunes.map(\.score)
        return String(decoding: try HTMLExporter().write(scores, provenance: nil), as: UTF8.self)
    }

    private static func players(_ html: String) throws -> JSON {
        let start = try #require(html.range(of: "<script type=\"application/json\" id=\"tunes\">"))
        let end = try #require(html[start.upperBound...].range(of: "</script>"))
        return try JSON(parsing: Array(html[start.upperBound..<end.lowerBound].utf8))
    }

    @Test func textsAreEscaped() throws {
        let html = try Self.html("<b>Tom & \"Jerry\"</b></script>")
        #expect(html.contains("<h2 id=\"title-1\">&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt;&lt;/script&gt;</h2>"))
        #expect(!html.contains("<b>Tom"))
        // The only ends of scripts are those of the page's two.
        #expect(html.components(separatedBy: "</script").count == 3)
    }

    @Test func nothingIsFetched() throws {
        let html = try Self.html("Polka")
        #expect(html.contains("default-src 'none'"))
        for attribute in ["src=", "@import", "url("] { #expect(!html.contains(attribute), "\(attribute)") }
    }

    /// Bars of two quarters, twice: 0, 2, 4 and 6 quarters of 480 ticks.
    @Test func thePlayerGetsMIDIAndBars() throws {
        let tune = try #require(try Self.players(Self.html("The Polka No. 2")).arrayValue?.first)
        #expect(tune["name"]?.stringValue == "the-polka-no-2")
        #expect(tune["bars"] == .string("0 960 1920 2880"))
        #expect(tune["melody"] == .int(1) && tune["hasAccompaniment"] == .bool(false))
        let midi = try #require(tune["midi"]?.stringValue.flatMap(Base64.bytes))
        #expect(midi.starts(with: Array("MThd".utf8)))
        let compressed = try #require(tune["mxl"]?.stringValue.flatMap(Base64.bytes))
        #expect(compressed.starts(with: Array("PK".utf8)))
    }

    /// Three notes, played twice.
    @Test(.enabled(if: Staff.canEngrave)) func stepsOnTheStaffFollowRepeats() throws {
        let tune = try #require(try Self.players(Self.html("Polka")).arrayValue?.first)
        #expect(tune["boxes"]?.stringValue?.split(separator: " ").count == 3 * 4)
        #expect(tune["sync"] == .string("0 0 480 1 960 2 1920 0 2400 1 2880 2"))
    }

    @Test func numbersHaveAtMostTwoDecimals() {
        #expect([1, 0.5, 0.05, -2.25, 3.999].map(svgNumber) == ["1", "0.5", "0.05", "-2.25", "4"])
    }
}
