import Foundation
import Testing

/// `muse tokenize` and `muse detokenize`.
@Suite struct TokenizeTests {
    @Test func eachTuneIsALineAndDecodesToTheSameNotes() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        let tokens = try folder.muse("tokenize", "abc", "tunes.abc")
        #expect(tokens.code == 0 && tokens.errors == "", "\(tokens.errors)")
        #expect(tokens.lines.count == 8)
        #expect(tokens.lines[0].hasPrefix("R:jig M:6/8 L:1/8 K:G mode:major |: "), "\(tokens.lines[0])")
        try folder.write("tokens.txt", tokens.output)
        #expect(try folder.muse("detokenize", "abc", "tokens.txt", "again.abc").code == 0)
        // Titles are not encoded.
        #expect(try Self.notes("tunes.abc", folder) == Self.notes("again.abc", folder))
        #expect(try folder.muse("tokenize", "abc", "again.abc").output == tokens.output)
    }

    /// The tunes have a line each, the tokens are the words of all lines.
    @Test func countsAreThoseOfTheTokens() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        let lines = try folder.muse("tokenize", "melody", "tunes.abc").lines
        let tokens = lines.reduce(0) { $0 + $1.split(separator: " ").count }
        let counted = try folder.muse("tokenize", "melody", "tunes.abc", "--count")
        let notes = lines.reduce(0) { $0 + $1.split(separator: " ").count { $0.hasPrefix("note_") } }
        #expect(counted.output == "8 tunes, \(tokens) tokens, \(notes) notes\n")
        #expect(try folder.muse("tokenize", "melody", "tunes.abc", "--count", "--ids").code == 64)
    }

    /// The melody and the bass have a line each, of which only the second ends with the end token.
    @Test func tracksOfATuneAreJoined() throws {
        let folder = try Folder(["a.abc": "X:1\nL:1/4\nM:4/4\nK:C\nV:1\nC E G c|\nV:2\nC,2 G,2|\n"])
        let tokens = try folder.muse("tokenize", "remi", "a.abc", "a.abc")
        #expect(tokens.lines.map { $0.hasSuffix(" EOS_None") } == [false, true, false, true])
        try folder.write("t.txt", tokens.output)
        #expect(try folder.muse("detokenize", "remi", "t.txt", "b.abc").code == 0)
        let notes = try folder.muse("notes", "b.abc").lines.filter { !$0.hasPrefix("#") }
        let tune = ["0 1 60", "1 1 64", "2 1 67", "3 1 72", "0 2 48", "2 2 55"]
        #expect(notes == tune + tune, "\(notes)")
    }

    @Test func numbersGiveTheSameTune() throws {
        let folder = try Folder(["a.abc": ladder])
        let ids = try folder.muse("tokenize", "abc", "--ids", "a.abc")
        #expect(ids.output.split(separator: " ").allSatisfy { Int($0.filter { $0 != "\n" }) != nil })
        try folder.write("names.txt", folder.muse("tokenize", "abc", "a.abc").output)
        try folder.write("ids.txt", ids.output)
        #expect(try folder.muse("detokenize", "abc", "names.txt", "names.abc").code == 0)
        #expect(try folder.muse("detokenize", "abc", "ids.txt", "ids.abc").code == 0)
        #expect(try folder.text("names.abc") == folder.text("ids.abc"))
        #expect(try Self.notes("ids.abc", folder) == Self.notes("a.abc", folder))
    }

    @Test func settingsChangeTheTokens() throws {
        let folder = try Folder(["a.abc": ladder])
        let absolute = try folder.muse("tokenize", "abc", "a.abc", "--set", "pitch=absolute")
        #expect(absolute.code == 0, "\(absolute.errors)")
        #expect(try absolute.output != folder.muse("tokenize", "abc", "a.abc").output)
        try folder.write("t.txt", absolute.output)
        #expect(try folder.muse("detokenize", "abc", "t.txt", "b.abc", "--set", "pitch=absolute").code == 0)
        #expect(try Self.notes("b.abc", folder) == Self.notes("a.abc", folder))
        let wrong = try folder.muse("tokenize", "abc", "a.abc", "--set", "pich=absolute")
        #expect(wrong.code == 65)
        #expect(wrong.errors.contains("did you mean 'pitch'?"), "\(wrong.errors)")
    }

    /// The grid holds notes as played, with repeats written out: 8 eighths, twice.
    @Test func melodyReportsWhatItLeavesOut() throws {
        let folder = try Folder(["a.abc": "X:1\nT:Up\nM:2/4\nL:1/8\nK:C\n|: C2 E2 | G4 :|\n"])
        let tokens = try folder.muse("tokenize", "melody", "a.abc")
        #expect(tokens.code == 0)
        #expect(tokens.errors == "a.abc: Up: left out: repeats, which are unfolded\n")
        try folder.write("t.txt", tokens.output)
        #expect(try folder.muse("detokenize", "melody", "t.txt", "b.abc").code == 0)
        #expect(
            try folder.muse("notes", "b.abc").output
                == "# part 0\n0 1 60\n1 1 64\n2 2 67\n4 1 60\n5 1 64\n6 2 67\n")
    }

    @Test func anUnknownTokenIsReportedAtItsPlace() throws {
        let folder = try Folder(["t.txt": "R:jig M:6/8\n\nR:jigg M:6/8\n"])
        let wrong = try folder.muse("detokenize", "abc", "t.txt", "b.abc")
        #expect(wrong.code == 65)
        #expect(
            wrong.errors == """
                t.txt:3:1: error: no token is called 'R:jigg'; did you mean 'R:jig'?
                  R:jigg M:6/8
                  ^

                """)
        #expect(try folder.files() == ["t.txt"])
    }

    @Test func anUnknownTokenizerIsReportedWithTheNearestName() throws {
        let folder = try Folder(["a.abc": ladder])
        let unknown = try folder.muse("tokenize", "melodi", "a.abc")
        #expect(unknown.code != 0)
        #expect(unknown.errors.contains("no tokenizer is called 'melodi'; did you mean 'melody'?"), "\(unknown.errors)")
    }

    private static func notes(_ file: String, _ folder: Folder) throws -> [String] {
        try folder.muse("notes", file).lines.filter { !$0.hasPrefix("#") }
    }
}
