import Foundation
import Testing

/// `muse notes`, played and written, compared with notes worked out by hand.
@Suite struct NotesTests {
    @Test func playedUnfoldsEndingsAndMergesTies() throws {
        let notes = try Folder(["a.abc": ladder]).muse("notes", "a.abc")
        #expect(notes.code == 0)
        #expect(notes.errors == "")
        #expect(
            notes.output == """
                # part 0
                0 1/2 62
                1/2 1 67
                3/2 3/4 66
                9/4 1/4 69
                5/2 3/2 71
                4 1/2 62
                9/2 1 67
                11/2 3/4 66
                25/4 1/4 69
                13/2 1/3 72
                41/6 1/3 74
                43/6 1/3 76
                15/2 1 74

                """)
    }

    @Test func writtenGivesEachNoteOnce() throws {
        let notes = try Folder(["a.abc": ladder]).muse("notes", "--written", "a.abc")
        #expect(
            notes.output == """
                # part 0
                0 1/2 62
                1/2 1 67
                3/2 3/4 66
                9/4 1/4 69
                5/2 3/2 71
                4 1/3 72
                13/3 1/3 74
                14/3 1/3 76
                5 1 74

                """)
    }

    /// Two tunes: chords from low to high, an omitted grace note, an accidental that lasts to the bar line, two voices.
    @Test func tunesAndPartsHaveHeadings() throws {
        let folder = try Folder([
            "a.abc": """
            X:1
            T:Chord
            M:4/4
            L:1/4
            K:Dm
            [FAd]2 {e}B ^B | z =B C, c' |]

            X:7
            T:Two
            M:C
            L:1/4
            K:C
            V:1 name="High"
            c d
            V:2 name="Low"
            C,2

            """
        ])
        let notes = try folder.muse("notes", "a.abc")
        #expect(notes.code == 0, "\(notes.errors)")
        #expect(
            notes.output == """
                # tune 1 Chord
                # part 0
                0 2 65
                0 2 69
                0 2 74
                2 1 70
                3 1 72
                5 1 71
                6 1 48
                7 1 84
                # tune 2 Two
                # part 0 High
                0 1 72
                1 1 74
                # part 1 Low
                0 2 48

                """)
    }

    @Test func aTuneWithAnErrorIsLeftOut() throws {
        let folder = try Folder([
            "a.abc": "X:1\nT:Bad\nL:1/4\nK:C\nC/0 D|\n\n" + ladder.replacingOccurrences(of: "X:1", with: "X:2")
        ])
        let notes = try folder.muse("notes", "a.abc")
        #expect(notes.code == 0)
        #expect(
            notes.errors.hasPrefix("a.abc:5:1: error: bar 1: the length of this note is divided by zero"),
            "\(notes.errors)")
        #expect(notes.errors.hasSuffix("1 of 2 tunes left out because of errors\n"), "\(notes.errors)")
        #expect(notes.lines.count == 14)

        try folder.write("b.abc", "X:1\nT:Bad\nL:1/4\nK:C\nC/0 D|\n")
        let none = try folder.muse("notes", "b.abc")
        #expect(none.code == 65)
        #expect(none.output == "")
        #expect(none.errors.hasSuffix("error: no tune can be read from 'b.abc'\n"), "\(none.errors)")
    }
}
