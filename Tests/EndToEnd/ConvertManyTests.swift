import Foundation
import Testing

/// `muse convert` with several inputs and outputs, and standard streams.
@Suite struct ConvertManyTests {
    private static func tune(_ title: String, key: String = "C") -> String {
        "X:1\nT:\(title)\nM:4/4\nL:1/4\nK:\(key)\nCDEF|GABc|]\n"
    }

    private func folder() throws -> Folder {
        try Folder([
            "in/a.abc": Self.tune("First"), "in/b.abc": Self.tune("Second"), "in/sub/c.abc": Self.tune("First"),
            "in/readme.txt": "x",
        ])
    }

    @Test func foldersAndPatternsAreConvertedToOneFileOrMany() throws {
        let folder = try folder()
        #expect(try folder.muse("convert", "in", "all.abc").code == 0)
        #expect(
            try folder.text("all.abc").split(separator: "\n").filter { $0.hasPrefix("T:") }
                == ["T:First", "T:Second", "T:First"])
        #expect(try folder.muse("convert", "in/**/*.abc", "out/", "--exporter", "mxl").code == 0)
        #expect(try folder.files("out") == ["a.mxl", "b.mxl", "c.mxl"])
        #expect(try folder.shell("mkdir t; \"$MUSE\" convert in 't/{title}.mid'").code == 0)
        #expect(try folder.files("t") == ["First-2.mid", "First.mid", "Second.mid"])
        #expect(try folder.muse("convert", "in", "byname/{name}/{n}.mid").code == 74)
        #expect(try folder.muse("convert", "in", "{name}/{n}.mid").code == 0)
        #expect(try folder.files("c") == ["1.mid"])
    }

    @Test func listsAndStandardStreamsAreRead() throws {
        let folder = try folder()
        #expect(try folder.shell("find in -name '*.abc' | sort | \"$MUSE\" convert @- list.abc").code == 0)
        #expect(try folder.muse("notes", "list.abc", "--count").output == "24 notes, 3 parts, 3 tunes: list.abc\n")
        let abc = try folder.shell("\"$MUSE\" convert - - --exporter abc <in/a.abc")
        #expect(abc.output == Self.tune("First") && abc.code == 0)
        for ending in ["mid", "musicxml", "mxl"] {
            #expect(try folder.muse("convert", "in/a.abc", "a.\(ending)").code == 0)
            let notes = try folder.shell("cat a.\(ending) | \"$MUSE\" notes -")
            #expect(try notes.lines.dropFirst() == folder.muse("notes", "in/a.abc").lines.dropFirst(), "\(ending)")
        }
        let unnamed = try folder.muse("convert", "in/a.abc", "-")
        #expect(unnamed.code == 64 && unnamed.output == "" && unnamed.errors.contains("--exporter"))
        let unknown = try folder.shell("echo hello | \"$MUSE\" convert - a.mid")
        #expect(unknown.code == 65)
        #expect(unknown.errors == "error: standard input has an unknown format; choose one with --importer\n")
        let broken = try folder.shell("printf 'X:1\\nK:C\\n' | \"$MUSE\" convert - b.mid --importer musicxml")
        #expect(broken.code == 65 && broken.errors.hasPrefix("<stdin>:1:"), "\(broken.errors)")
    }

    @Test func unreadableInputsAreReportedAndTheOthersConverted() throws {
        let folder = try folder()
        try folder.write("in/broken.mid", "MThd")
        let data = try folder.muse("convert", "in", "out/", "--exporter", "musicxml")
        #expect(data.code == 65 && data.errors.contains("in/broken.mid"), "\(data.errors)")
        #expect(try folder.files("out") == ["a.musicxml", "b.musicxml", "c.musicxml"])
        let missing = try folder.muse("convert", "none.abc", "in/broken.mid", "in/a.abc", "one.mid")
        #expect(missing.code == 65 && missing.errors.hasPrefix("error: none.abc: No such file or directory\n"))
        #expect(try folder.bytes("one.mid").starts(with: Array("MThd".utf8)))
        let broken = try folder.muse("convert", "in/a.abc", "in/broken.mid", "in/broken.mid")
        #expect(broken.code == 64 && broken.errors.hasSuffix("would be overwritten; choose another output\n"))
        #expect(try folder.text("in/broken.mid") == "MThd")
        #expect(try folder.muse("convert", "none.abc", "two.mid").code == 74)
        #expect(try !folder.files().contains("two.mid"))
    }

    @Test func nothingIsWrittenIfAnInputOrAnotherTuneWouldBeOverwritten() throws {
        let folder = try folder()
        try folder.write("in/sub/a.abc", Self.tune("Other"))
        let before = try folder.contents(".")
        for (output, message) in [
            ("in/b.abc", "error: 'in/b.abc' is an input and would be overwritten; choose another output\n"),
            ("{name}.mid", "error: 'a.mid' would be written twice, for in/a.abc and for in/sub/a.abc\n"),
            ("{titel}.mid", "error: '{titel}.mid': unknown placeholder {titel}; known: {n}, {title}, {name}\n"),
        ] {
            let convert = try folder.muse("convert", "in", output)
            #expect(convert.code == 64 && convert.errors == message, "\(convert.errors)")
        }
        let missing = try folder.muse("convert", "in/*.xyz", "o.mid")
        #expect(missing.code == 64 && missing.errors == "error: nothing matches 'in/*.xyz'\n")
        #expect(try folder.contents(".") == before)
    }

    @Test func aTuneThatTheFormatCannotHoldDoesNotStopTheOthers() throws {
        // C9 is note 120; an octave higher is beyond 127.
        let folder = try Folder(["a.abc": "X:1\nT:High\nM:1/8\nK:C\nc''''|\n\nX:2\nT:Low\nM:1/8\nK:C\nC|\n"])
        let convert = try folder.muse("convert", "a.abc", "{title}.mid", "--transpose", "12")
        #expect(convert.code == 65)
        #expect(convert.errors.hasPrefix("error: a.abc:1: 'High': MIDI has no note "), "\(convert.errors)")
        #expect(try folder.files() == ["Low.mid", "a.abc"])
    }
}
