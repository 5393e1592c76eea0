import MuseMusic
import Testing

@Suite struct GridScoreTests {
    @Test func consecutiveStepsOfAPitchAreOneNote() {
        #expect(
            GridNote.held(in: [[64, 60], [60], [], [60, 127, 0]]) == [
                GridNote(start: 0, end: 2, midi: 60), GridNote(start: 0, end: 1, midi: 64),
                GridNote(start: 3, end: 4, midi: 0), GridNote(start: 3, end: 4, midi: 60),
                GridNote(start: 3, end: 4, midi: 127),
            ])
    }

    @Test func unprintableLengthsAreSplitAtBeats() {
        // Sixteenths in 6/8: five from the start end a sixteenth before the beat of six; eleven from the second on
        // complete the beat and fill the next one.
        func lengths(_ start: Int, _ end: Int) -> [Int] {
            let score = Score(
                grid: [(part: Part(), notes: [GridNote(start: start, end: end, midi: 60)])], stepCount: 24,
                stepsPerQuarter: 4, meter: Meter(6, 8), hasKey: false)
            return score.parts[0].notes.map { $0.duration / 2520 }
        }
        #expect(lengths(0, 5) == [4, 1])
        #expect(lengths(1, 12) == [4, 1, 6])
        #expect(lengths(0, 12) == [12])
        #expect(lengths(8, 20) == [4, 8])
        #expect(lengths(0, 24) == [12, 12])
    }

    @Test func theSignatureLeavesTheFewestAccidentals() {
        func signature(_ midi: [Int]) -> String {
            var counts = [Int](repeating: 0, count: 12)
            for number in midi { counts[number % 12] += 1 }
            return Key.signature(fitting: counts).description
        }
        #expect(signature([]) == "C major")
        #expect(signature([60, 62, 64, 65, 67, 69, 71]) == "C major")
        #expect(signature([62, 64, 66, 67, 69, 71, 73]) == "D major")
        #expect(signature([63, 65, 67, 68, 70, 72, 74]) == "Eb major")
        #expect(signature([61, 63, 65, 66, 68, 70, 72]) == "Db major")
        // One C sharp among naturals is an accidental.
        #expect(signature([60, 65, 67, 69, 71, 73]) == "C major")
    }

    @Test(arguments: [
        (0, 0), (1, -5), (2, 2), (3, -3), (4, 4), (5, -1), (6, 6), (-1, 5), (-2, -2), (-3, 3), (-4, -4), (-5, 1),
        (-6, -6),
    ])
    func semitonesAreMovedByTheSimplestInterval(semitones: Int, fifths: Int) {
        let move = Transposition(semitones: semitones)
        #expect(move.semitones == semitones)
        #expect(move.fifths == fifths)
    }
}
