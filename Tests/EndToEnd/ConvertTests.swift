import Foundation
import Testing

/// `muse convert`.
@Suite struct ConvertTests {
    @Test func abcToABCKeepsTheNotation() throws {
        let folder = try Folder(["a.abc": ladder])
        let convert = try folder.muse("convert", "a.abc", "b.abc")
        #expect(convert.code == 0)
        #expect(convert.output == "" && convert.errors == "")
        #expect(try folder.text("b.abc") == ladder)
        #expect(try folder.muse("convert", "--tidy", "a.abc", "tidy.abc").code == 0)
        #expect(
            try folder.text("tidy.abc") == """
                %abc-2.1
                X:1
                T:Ladder
                M:2/4
                L:1/8
                K:G
                |: D | G2 F>A |1 B2- B :|2 (3cde d2 |]

                """)
    }

    @Test func aTunebookIsWrittenAsOneFilePerTune() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        for ending in ["mid", "musicxml", "abc"] {
            #expect(try folder.muse("convert", "tunes.abc", "out/{n}.\(ending)").code == 74)
            let convert = try folder.muse("convert", "tunes.abc", "tune-{n}.\(ending)")
            #expect(convert.code == 0, "\(convert.errors)")
            #expect(
                try folder.files().filter { $0.hasSuffix(ending) && $0 != "tunes.abc" }
                    == (1...8).map { "tune-\($0).\(ending)" })
        }
        for number in 1...8 {
            // Format 1, with at least one track.
            #expect(try folder.bytes("tune-\(number).mid").starts(with: Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0]))
            let xml = try folder.text("tune-\(number).musicxml")
            #expect(xml.hasPrefix("<?xml") && xml.hasSuffix("</score-partwise>\n"))
        }
        #expect(try folder.text("tune-3.abc").contains("T:Haste to the Wedding\n"))
        #expect(try folder.files().count == 25)
    }

    /// The ABC that muse writes has the same notes.
    @Test func aTunebookStaysATunebookInABC() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        #expect(try folder.muse("convert", "tunes.abc", "again.abc").code == 0)
        let (before, after) = (try folder.muse("notes", "tunes.abc"), try folder.muse("notes", "again.abc"))
        #expect(before.lines.filter { $0.hasPrefix("# tune") }.count == 8)
        #expect(before.output == after.output)
    }

    /// Elements of the notes in `ladder`: a tied note has two.
    @Test func musicXMLHasEachWrittenNote() throws {
        let folder = try Folder(["a.abc": ladder])
        #expect(try folder.muse("convert", "a.abc", "a.musicxml").code == 0)
        let xml = try folder.text("a.musicxml")
        func count(_ text: String) -> Int { xml.components(separatedBy: text).count - 1 }
        #expect(count("</pitch>") == 10)
        #expect(count("<tie type=\"start\"/>") == 1 && count("<tie type=\"stop\"/>") == 1)
        #expect(count("<actual-notes>3</actual-notes>") == 3)
        #expect(count("<repeat direction=\"forward\"/>") == 1 && count("<repeat direction=\"backward\"/>") == 1)
    }

    @Test func musicXMLReturnsToTheSameABC() throws {
        let folder = try Folder(["a.abc": ladder])
        #expect(try folder.muse("convert", "a.abc", "a.musicxml").code == 0)
        let convert = try folder.muse("convert", "a.musicxml", "b.abc")
        #expect(convert.code == 0 && convert.errors == "", "\(convert.errors)")
        #expect(try folder.muse("convert", "a.abc", "c.abc", "--tidy").code == 0)
        #expect(try folder.text("b.abc") == folder.text("c.abc"))
    }

    @Test func severalTunesForASingleTuneFormatAreWrongUse() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        let convert = try folder.muse("convert", "tunes.abc", "all.mid")
        #expect(convert.code == 64)
        #expect(
            convert.errors
                == "error: 'all.mid' can hold only one of the 8 tunes; put {n} in the name to write one file per tune\n"
        )
        #expect(try folder.files() == ["tunes.abc"])
    }

    @Test func unknownFileExtensionsAreWrongUse() throws {
        let folder = try Folder(["a.abc": ladder])
        for name in ["b.docx", "b", "abc", ".abc/b", "b.abc.gz"] {
            let convert = try folder.muse("convert", "a.abc", name)
            #expect(convert.code == 64)
            #expect(
                convert.errors.hasPrefix("error: no exporter writes '\(name)'; known endings: abc, mid, "),
                "\(convert.errors)")
        }
        #expect(try folder.muse("convert", "a.wav", "b.abc").code == 64)
    }
}
