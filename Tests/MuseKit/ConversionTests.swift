import Foundation
import MuseKit
import MuseMusic
import MuseProtocols
import Testing

/// The files that tunes are written to.
@Suite struct ConversionTests {
    private let place: Workplace
    private let muse: Muse

    init() throws {
        place = try Workplace()
        muse = place.muse()
    }

    private func tune(_ title: String, _ path: String = "a.abc") -> FileTune {
        var score = Score()
        score.header.titles = [title]
        return FileTune(score, path: path)
    }

    private func paths(_ tunes: [FileTune], _ output: String, exporter: String? = nil) throws -> [String] {
        try muse.conversion(of: tunes, to: muse.outputTarget(output, exporter: exporter)).outputs.map(\.path)
    }

    private func message(_ tunes: [FileTune], _ output: String, exporter: String? = nil) throws -> String {
        "\(try #require(throws: MuseError.self) { try paths(tunes, output, exporter: exporter) })"
    }

    @Test func numbersCountWithinTheFileIfItIsNamed() throws {
        let tunes = [tune("A", "x/a.abc"), tune("B", "x/a.abc"), tune("C", "y/b.mid")]
        #expect(try paths(tunes, "o-{n}.mid") == ["o-1.mid", "o-2.mid", "o-3.mid"])
        #expect(try paths(tunes, "{name}-{n}.mid") == ["a-1.mid", "a-2.mid", "b-1.mid"])
        #expect(try paths(tunes, "{name}.abc") == ["a.abc", "b.abc"])
        #expect(try paths(tunes, "o.abc") == ["o.abc"])
    }

    @Test(arguments: [
        ("The Kesh", "The Kesh"), ("Jenny's / Paddy's", "Jenny's - Paddy's"), ("../../etc", "etc"),
        (".hidden", "hidden"),
        ("", "untitled"), ("...", "untitled"), ("a\nb\u{0}c", "a-b-c"), ("What?", "What"), ("-rf", "rf"),
        ("Ó Súilleabháin", "Ó Súilleabháin"), ("{n}", "{n}"), ("end. ", "end"),
    ])
    func titlesBecomeFileNames(title: String, name: String) throws {
        #expect(try paths([tune(title)], "{title}.mid") == ["\(name).mid"])
    }

    @Test func longTitlesAreCut() throws {
        let name = try paths([tune(String(repeating: "x", count: 300))], "{title}.mid")[0]
        #expect(name.utf8.count == 104)
        let wide = try paths([tune(String(repeating: "字", count: 300))], "{title}.mid")[0]
        #expect(wide.utf8.count <= 204 && wide.hasPrefix("字"))
    }

    @Test func equalTitlesAreNumbered() throws {
        let tunes = ["Jig", "Jig", "jig", "Jig-2", "Reel"].map { tune($0) }
        #expect(
            try paths(tunes, "{title}.mid") == ["Jig.mid", "Jig-2.mid", "jig-3.mid", "Jig-2-2.mid", "Reel.mid"])
    }

    @Test func twoFilesForOnePathAreRefused() throws {
        let tunes = [tune("A", "x/a.abc"), tune("B", "y/a.mid")]
        #expect(
            try message(tunes, "{name}.abc") == "'a.abc' would be written twice, for x/a.abc and for y/a.mid")
        #expect(try message(tunes, "o.mid").hasPrefix("'o.mid' can hold only one of the 2 tunes; put {n} in the name"))
        #expect(
            try message([tune("A"), tune("B")], "{name}.mid").contains("put {name}-{n} in the name"))
    }

    @Test func foldersNeedAnExporter() throws {
        let tunes = [tune("A", "x/a.abc"), tune("B", "y/b.abc")]
        #expect(try paths(tunes, "out/", exporter: "midi") == ["out/a.mid", "out/b.mid"])
        #expect(try paths(tunes, place.path, exporter: "mxl") == ["a", "b"].map { "\(place.path)/\($0).mxl" })
        #expect(
            try message(tunes, "out/")
                == "'out/' is a folder; choose the format of its files with --exporter, or name them: 'out/{name}.mid'")
        #expect(try message(tunes, "-").contains("--exporter"))
        #expect(try message(tunes, "{tune}.mid").contains("unknown placeholder {tune}; known: {n}, {title}, {name}"))
    }

    @Test func tunebooksInFoldersAreNumberedIfTheFormatHoldsOneTune() throws {
        let tunes = [tune("A", "x/a.abc"), tune("B", "y/b.abc"), tune("C", "y/b.abc")]
        #expect(try paths(tunes, "out/", exporter: "midi") == ["out/a.mid", "out/b-1.mid", "out/b-2.mid"])
        #expect(try paths(tunes, "out/", exporter: "abc") == ["out/a.abc", "out/b.abc"])
    }

    @Test func inputsAreNotOverwritten() throws {
        let path = "\(place.path)/tunes.abc"
        let expected = "is an input and would be overwritten; choose another output"
        #expect(try message([tune("A", path)], "\(place.path)/{name}.abc").hasSuffix(expected))
        try FileManager.default.createSymbolicLink(atPath: "\(place.path)/link.abc", withDestinationPath: path)
        #expect(try message([tune("A", path)], "\(place.path)/link.abc").hasSuffix(expected))
    }

    private struct Pair: Exporter {
        let fileExtensions = ["pair"]
        let holdsManyTunes = false

        func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] { [1] }

        func files(_ scores: [Score], provenance: Provenance?) throws -> [ExportedFile] {
            [ExportedFile(suffix: nil, bytes: [1]), ExportedFile(suffix: "-more.abc", bytes: [2])]
        }
    }

    @Test func furtherFilesOfAnExporterDoNotOverwriteInputs() throws {
        var components = Registries.builtIn
        components.exporters = components.exporters.adding(.init(Schema("pair", "writes two files")) { _ in Pair() })
        let muse = place.muse(components: components)
        try place.write("a-more.abc", "X:1\nK:C\nCDEF|\n")
        let input = "\(place.path)/a-more.abc"
        func conversion(_ output: String) throws -> Conversion {
            try muse.draft(
                converting: [input], to: muse.outputTarget("\(place.path)/\(output)"), importer: nil,
                edits: ScoreEdits(), findsLosses: false, onPart: { _ in }
            ).conversion()
        }
        let error = try #require(throws: MuseError.self) { try conversion("a.pair") }
        #expect("\(error)".contains("a-more.abc' is an input and would be overwritten"))
        let written = try conversion("b.pair").write { throw $0 }
        #expect(written == ["b.pair", "b-more.abc"].map { "\(place.path)/\($0)" })
        #expect(try Array(place.bytes("b-more.abc")) == [2])
    }
}
