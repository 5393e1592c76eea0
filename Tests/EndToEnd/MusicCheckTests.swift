import Foundation
import Testing

/// `muse check` of music files.
@Suite struct MusicCheckTests {
    private let faulty =
        "X:1\nT:The Lark\nM:6/8\nL:1/8\nK:D\nA|d2f afd|d2f af|gfe dcB|]\n\nX:2\nT:Bad\nM:6/8\nK:D\nD/0 D5|]\n"

    @Test func messagesHavePlaceLineAndCaret() throws {
        let check = try Folder(["a.abc": faulty]).muse("check", "a.abc")
        #expect(check.code == 65)
        #expect(check.errors == "")
        #expect(
            check.output == """
                a.abc:6:17: warning: bar 2 lasts 5 eighths, 6/8 needs 6
                  A|d2f afd|d2f af|gfe dcB|]
                                  ^
                a.abc:12:1: error: bar 1: the length of this note is divided by zero or too large
                  D/0 D5|]
                  ^
                  bar_length   1
                  note_length  1
                2 tunes in 1 file: 1 error in 1 tune, 1 warning, 1 tune with warnings only

                """)
    }

    @Test func goodMusicIsAllRight() throws {
        let folder = try Folder(["tunes.abc": tunebook, "a.abc": ladder])
        let check = try folder.muse("check", "tunes.abc", "a.abc")
        #expect(check.code == 0)
        #expect(check.output == "9 tunes in 2 files: all right\n")
        #expect(check.errors == "")
    }

    @Test func warningsFailOnlyIfStrict() throws {
        let folder = try Folder(["a.abc": "X:1\nT:t\nM:4/4\nL:1/4\nK:C\nCDEF|CDE|CDEF|]\n"])
        #expect(try folder.muse("check", "a.abc").code == 0)
        let strict = try folder.muse("check", "--strict", "--quiet", "a.abc")
        #expect(strict.code == 65)
        #expect(strict.output == "  bar_length  1\n1 tune in 1 file: 1 warning, 1 tune with warnings only\n")
    }

    @Test func duplicatesAreFoundAcrossFiles() throws {
        let again =
            "X:9\nT:Another Name\nR:jig\n" + ladder.components(separatedBy: "\n").dropFirst(2).joined(separator: "\n")
        let folder = try Folder(["books/a.abc": ladder, "books/more/b.abc": "% two\n\n" + again])
        let check = try folder.muse("check", "books")
        #expect(check.code == 0)
        #expect(
            check.output.contains(
                "books/more/b.abc:3: X:9 'Another Name' has the same notes as books/a.abc:1: X:1 'Ladder'\n"),
            "\(check.output)")
        #expect(check.output.hasSuffix("2 tunes in 2 files: 1 duplicate\n"))
    }

    @Test func aFileThatCannotBeReadDoesNotStopTheOthers() throws {
        let folder = try Folder(["a.abc": ladder, "c.txt": "", "empty.abc": ""])
        let missing = try folder.muse("check", "b.abc", "a.abc")
        #expect(missing.code == 65)
        #expect(missing.output == "1 tune in 1 file: 1 file not read\n")
        #expect(missing.errors.hasPrefix("error: b.abc: "), "\(missing.errors)")
        let unknown = try folder.muse("check", "c.txt", "a.abc")
        #expect(unknown.code == 65)
        #expect(unknown.errors.contains("no importer reads 'c.txt'"), "\(unknown.errors)")
        #expect(try folder.muse("check", "b.abc").output == "")
        let both = try folder.muse("check", "b.abc", "empty.abc")
        #expect(both.code == 65)
        #expect(both.output.hasPrefix("empty.abc:1:1: error: the file is empty\n"), "\(both.output)")
    }

    @Test func jsonHasAnObjectPerLine() throws {
        let folder = try Folder(["a.abc": faulty, "b.abc": faulty])
        let check = try folder.muse("check", "--json", "a.abc", "no.abc", "b.abc")
        #expect(check.code == 65)
        let lines = try check.lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let types = lines.map { $0["type"] as? String }
        #expect(types == ["message", "message", "failure", "message", "message", "duplicate", "duplicate", "summary"])
        let first = lines[0]
        #expect(first["file"] as? String == "a.abc" && first["severity"] as? String == "warning")
        #expect(first["line"] as? Int == 6 && first["column"] as? Int == 17 && first["bar"] as? Int == 2)
        #expect(first["kind"] as? String == "bar_length")
        #expect(first["message"] as? String == "bar 2 lasts 5 eighths, 6/8 needs 6")
        let tune = try #require(first["tune"] as? [String: Any])
        #expect(tune["number"] as? Int == 1 && tune["title"] as? String == "The Lark" && tune["line"] as? Int == 1)
        let duplicate = try #require(lines[5]["original"] as? [String: Any])
        #expect(duplicate["file"] as? String == "a.abc" && duplicate["line"] as? Int == 1)
        let summary = try #require(lines.last)
        #expect(summary["files"] as? Int == 2 && summary["failed_files"] as? Int == 1)
        #expect(summary["errors"] as? Int == 2 && summary["warnings"] as? Int == 2)
        #expect((summary["kinds"] as? [String: Int]) == ["bar_length": 2, "note_length": 2])
    }

    @Test func optionsForTheOtherKindOfFileAreWrongUse() throws {
        let folder = try Folder.withRecipe()
        let music = try folder.muse("check", "tunes.abc", "--set", "seed=1")
        #expect(music.code == 64)
        #expect(music.errors.contains("need a recipe; 'tunes.abc' is not one"), "\(music.errors)")
        #expect(try folder.muse("check", "jig.yaml", "--json").code == 64)
        let both = try folder.muse("check", "jig.yaml", "tunes.abc")
        #expect(both.code == 0)
        #expect(both.output == "jig.yaml: all right\n8 tunes in 1 file: all right\n")
    }

    /// `muse notes` and `muse tokenize` too go on after a file that fails.
    @Test func notesAndTokensOfOtherFilesArePrinted() throws {
        let folder = try Folder(["a.abc": ladder, "bad.abc": "X:1\nK:C\nC/0\n"])
        let alone = try folder.muse("notes", "a.abc").output
        let notes = try folder.muse("notes", "no.abc", "a.abc", "bad.abc")
        #expect(notes.code == 65)
        #expect(notes.output == "# file no.abc\n# file a.abc\n\(alone)# file bad.abc\n")
        #expect(notes.errors.contains("error: no.abc: ") && notes.errors.contains("'bad.abc'"), "\(notes.errors)")
        #expect(try folder.muse("notes", "no.abc").code == 74)
        let tokens = try folder.muse("tokenize", "abc", "no.abc", "a.abc")
        #expect(tokens.code == 65)
        #expect(tokens.output == (try folder.muse("tokenize", "abc", "a.abc").output))
    }
}
