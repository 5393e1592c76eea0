import MuseExport
import MuseMusic
import Testing

/// Times of a score in a performance of it.
@Suite struct TimeMapTests {
    private static func score(_ onsets: [Int], end: Int) -> Score {
        var score = Score(ticksPerQuarter: 100)
        score.parts = [
            Part(notes: onsets.map { Note(onset: $0, duration: 50, pitch: Pitch(step: 0, alter: 0, octave: 4)) })
        ]
        score.barlines = [Barline(onset: end)]
        return score
    }

    /// Swing delays every second note; the times between are interpolated.
    @Test func timesFollowTheNotesOfThePerformance() {
        let times = TimeMap(Self.score([0, 50, 100], end: 200), performed: Self.score([0, 60, 100], end: 200))
        #expect([0, 25, 50, 75, 100, 150, 200].map { times[$0] } == [0, 30, 60, 80, 100, 150, 200])
    }

    @Test func otherNumbersOfNotesMapTheWholeEvenly() {
        let times = TimeMap(Self.score([0, 100], end: 200), performed: Self.score([0], end: 400))
        #expect([0, 50, 200, 210].map { times[$0] } == [0, 100, 400, 410])
    }
}
