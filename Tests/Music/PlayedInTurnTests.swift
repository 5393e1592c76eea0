import MuseMusic
import Testing

/// Scores on one timeline. Sets of tunes are tested with the band that plays them.
@Suite struct PlayedInTurnTests {
    private func score(_ name: String, ticks: Int, onsets: [Int]) -> Score {
        var score = Score(ticksPerQuarter: ticks)
        score.meters = [Timed(0, Meter(2, 4))]
        score.parts = [Part(name: name)]
        score.parts[0].notes = onsets.map { Note(onset: $0, duration: ticks, pitch: Pitch(step: 0, octave: 4)) }
        score.barlines = [Barline(onset: 2 * ticks)]
        return score
    }

    @Test func anotherResolutionIsConverted() {
        let played = Score.playedInTurn([
            score("A", ticks: 480, onsets: [0, 480]), score("A", ticks: 10, onsets: [0, 10]),
        ])
        #expect(played.ticksPerQuarter == 480)
        #expect(played.parts.map { $0.notes.map(\.onset) } == [[0, 480, 960, 1440]])
        #expect(played.parts[0].notes.map(\.duration) == [480, 480, 480, 480])
        #expect(played.meters.map(\.onset) == [0])
        #expect(played.barlines.map(\.onset) == [960, 1920])
    }

    @Test func partsOfOtherInstrumentsAreAdded() {
        let played = Score.playedInTurn([
            score("A", ticks: 480, onsets: [0, 480]), score("B", ticks: 480, onsets: [480]),
        ])
        #expect(played.parts.map(\.name) == ["A", "B"])
        #expect(played.parts[1].notes.map(\.onset) == [1440])
    }

    @Test func aBarDividedByARepeatIsOne() {
        var score = Score(ticksPerQuarter: 2)
        score.meters = [Timed(0, Meter(6, 8))]
        score.parts = [Part(notes: [Note(onset: 0, duration: 13, pitch: Pitch(step: 0, octave: 4))])]
        // A pickup, a bar, a bar without its last eighth, the pickup of the second section.
        score.barlines = [1, 7, 12, 13].map { Barline(onset: $0) }
        let bars = MeteredBar.barsAcrossRepeats(of: score)
        #expect(bars.map(\.start) == [0, 1, 7, 12])
        #expect(bars.map(\.origin) == [-5, 1, 7, 7])
    }
}
