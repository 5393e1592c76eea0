import Testing

/// Tunebooks that are too large to be read at once.
@Suite struct LargeFileTests {
    /// 3000 tunes of three bars. Every tenth lacks a note, and tune 2001 has only a header.
    private let book = (1...3000).map { i in
        let music = i == 2001 ? "" : "M:4/4\nL:1/4\nK:C\nCDEF|GAB\(i % 10 == 0 ? "" : "c")|CDEF|]\n"
        return "X:\(i)\nT:Tune \(i)\n\(music)"
    }.joined(separator: "\n")

    @Test func tunesAreNumberedThroughAndMessagesCountedOnce() throws {
        let folder = try Folder(["a.abc": book])
        let notes = try folder.muse("notes", "a.abc")
        #expect(notes.code == 0)
        let headings = notes.lines.filter { $0.hasPrefix("# tune") }
        #expect(headings.count == 2999)
        #expect(headings.prefix(2) == ["# tune 1 Tune 1", "# tune 2 Tune 2"])
        #expect(headings[2000] == "# tune 2001 Tune 2002" && headings.last == "# tune 2999 Tune 3000")
        // 300 short bars and a tune without music, of which 20 are shown.
        let errors = notes.errors.split(separator: "\n").map(String.init)
        #expect(errors.count { $0.contains(": warning: ") } == 20)
        #expect(errors.suffix(2) == ["… and 281 more", "1 of 3000 tunes left out because of errors"], "\(errors)")
        #expect(
            try folder.muse("notes", "a.abc", "--count").output
                == "35688 notes, 2999 parts, 2999 tunes: a.abc\n")
    }

    @Test func tunesBecomeFilesOrABookOfTheSameMusic() throws {
        let folder = try Folder(["a.abc": book])
        let convert = try folder.muse("convert", "a.abc", "t-{n}.mid", "--quiet")
        #expect(convert.code == 0 && convert.errors.hasSuffix("1 of 3000 tunes left out because of errors\n"))
        #expect(try folder.files().count == 3000)
        #expect(try folder.muse("notes", "t-2999.mid", "--count").output == "11 notes, 1 parts, 1 tunes: t-2999.mid\n")
        #expect(try folder.muse("convert", "a.abc", "b.abc").code == 0)
        #expect(try folder.muse("notes", "a.abc").output == folder.muse("notes", "b.abc").output)
        #expect(try folder.muse("convert", "a.abc", "out/", "--exporter", "abc").code == 0)
        #expect(try folder.text("out/a.abc") == folder.text("b.abc"))
    }
}
