import MuseExport
import MuseMusic
import Testing

@Suite struct TuneOrderTests {
    private func score(_ title: String, _ rhythm: String = "") -> Score {
        var score = Score()
        score.header.titles = [title]
        score.header.rhythm = rhythm
        return score
    }

    @Test func titlesSortWithoutArticlesCaseAndAccents() {
        let titles = ["The Éclair", "an Eagle", "Ędna", "'Ebb Tide'", "Zebra", "A Øre", "Ode", "The"]
        let sorted = titles.sorted { SortingTitle($0) < SortingTitle($1) }
        #expect(sorted == ["an Eagle", "'Ebb Tide'", "The Éclair", "Ędna", "Ode", "A Øre", "The", "Zebra"])
    }

    @Test func byRhythmDancesComeFirstAndUnknownKindsLast() {
        let scores = [
            score("B", "air"), score("C"), score("D", "Reel"), score("A", "air"), score("E", "jig"), score("F", "Jigs"),
        ]
        #expect(TuneOrder.rhythm.order(scores).map { scores[$0].header.title } == ["E", "F", "D", "A", "B", "C"])
        #expect(TuneOrder.title.order(scores) == [3, 0, 1, 2, 4, 5])
        #expect(TuneOrder.asIs.order(scores) == [0, 1, 2, 3, 4, 5])
    }
}
