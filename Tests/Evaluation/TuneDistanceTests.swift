import MuseEvaluation
import MuseMusic
import Testing

@Suite struct TuneDistanceTests {
    /// Tunes in 4/4 with a bar line each whole note.
    private func distance(_ a: [(Int, Int)], _ b: [(Int, Int)]) -> Double {
        TuneDistance(score(a)).distance(to: TuneDistance(score(b)))
    }

    private func score(_ notes: [(eighths: Int, midi: Int)]) -> Score {
        var score = Score(ticksPerQuarter: 2)
        score.meters = [Timed(0, Meter(4, 4))]
        var onset = 0
        score.parts = [Part()]
        for note in notes {
            score.parts[0].notes.append(
                Note(onset: onset, duration: note.eighths, pitch: Key.cMajor.spelling(ofMIDI: note.midi)))
            onset += note.eighths
        }
        score.barlines = stride(from: 8, through: onset, by: 8).map { Barline(onset: $0) }
        return score
    }

    private let up = [60, 62, 64, 65, 67, 69, 71, 72].map { (1, $0) }

    @Test func aTuneIsEqualToItselfInAnyKey() {
        #expect(distance(up, up) == 0)
        #expect(abs(distance(up, up.map { ($0.0, $0.1 + 5) })) < 1e-9)
    }

    /// Only the intervals (2 2 1, 2 1 2 and so on) and the contour are reversed: distances 1, 1 and 0.
    @Test func theReversedTuneHasTheOppositeContour() {
        let down = [(1, 72)] + [70, 67, 65, 64, 60, 59, 55].map { (1, $0) }
        let measured = distance(up, down)
        #expect(measured > 0.64 && measured < 0.667, "\(measured)")
    }

    /// The second tune has onsets at 0, 3, 4, 6, the first at all eighths: 1 - 4/8 = 1/2 in rhythm.
    @Test func rhythmCountsOnsets() {
        let flat = (0..<8).map { _ in (1, 60) }
        let dotted = [(3, 60), (1, 60), (2, 60), (2, 60)]
        // The runs of intervals (0 0 0) and the contours of one note are equal.
        #expect(abs(distance(flat, dotted) - 0.5 / 3) < 1e-9)
    }

    @Test func emptyTunesAreEqual() {
        #expect(distance([], []) == 0)
    }
}
