import MuseExport
import MuseMusic
import Testing

@Suite struct NoteListTests {
    /// `|: C/ F#2- | F# :|` with a chord of two voices at the start.
    private var tune: Score {
        var tune = Tune(Meter(2, 4))
        tune.score.header.titles = ["A\u{1B}B"]
        tune.score.parts[0].name = "Flute"
        tune.bar(starts: true)
        tune.notes("C4", 0.5)
        tune.notes("F#4", 2) { $0.isTied = true }
        tune.bar()
        tune.notes("F#4", 1)
        tune.score.parts[0].notes.insert(
            Note(onset: 0, duration: Tune.eighth, pitch: pitch("A3"), voice: 1), at: 1)
        tune.bar(ends: true)
        return tune.score
    }

    @Test func notesAreSortedWithTiesMergedAndRepeatsPlayed() {
        #expect(
            NoteList([tune], .played).text == """
                # part 0 Flute
                0 1/2 57
                0 1/4 60
                1/4 3/2 66
                7/4 1/2 57
                7/4 1/4 60
                2 3/2 66

                """)
    }

    @Test func writtenNotesOccurOnce() {
        #expect(NoteList([tune], .written).text == "# part 0 Flute\n0 1/2 57\n0 1/4 60\n1/4 3/2 66\n")
    }

    @Test func tunesOfABookHaveHeadings() {
        let lines = NoteList([tune, Score()], .written).text.split(separator: "\n")
        #expect(lines.first == "# tune 1 A?B")
        #expect(lines.last == "# tune 2")
        #expect(NoteList([Score()], .written, after: 2).text == "# tune 3\n")
        #expect(NoteList([Score()], .written).text == "")
    }
}
