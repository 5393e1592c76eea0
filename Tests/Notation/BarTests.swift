import MuseMusic
import MuseNotation
import Testing

/// Bar lines, meters and pickups of performances.
@Suite struct BarTests {
    /// The ends of the bars in eighths.
    private func bars(_ score: Score) -> [Int] { score.notated().barlines.map { $0.onset / 5040 } }

    @Test func aStatedMeterLeavesThePickupToBeFound() throws {
        let score = performance(rosin, meter: Meter(6, 8))
        #expect(bars(score) == [1, 7, 13, 19, 25, 31, 37, 43, 48])
    }

    @Test func aMeterThatIsNotStatedIsFound() throws {
        let score = performance(rosin).notated()
        #expect(score.meters == [Timed(0, Meter(6, 8))])
        #expect(score.barlines.first?.onset == 5040)
    }

    @Test func accentsDecideAgainstTheRhythm() {
        // Even quarters, of which the second and every third after it are accented: 3/4 with a pickup of a quarter.
        var notes = melody(Array(repeating: "C5 2,D5 2,E5 2,D5 2,E5 2,F5 2", count: 4).joined(separator: ","))
        for i in notes.indices { notes[i].velocity = i % 3 == 1 || i == 0 ? 105 : 80 }
        let score = performance(notes).notated()
        #expect(score.meters == [Timed(0, Meter(3, 4))])
        #expect(score.barlines.prefix(3).map { $0.onset / 10_080 } == [1, 4, 7])
    }

    @Test func aSectionThatEndsWithinABarIsFoundByItsAccents() {
        // Four bars of 4/4 with a pickup of a quarter, of which the last is divided before the next pickup.
        let bar = "G4 2,A4 1,B4 1,C5 2,D5 2"
        var notes = melody("D4 2,\(bar),\(bar),\(bar),G4 4,G4 2,D5 2,\(bar),\(bar),\(bar),G4 4,G4 2")
        let lines = [2, 10, 18, 26, 32, 34, 42, 50, 58]
        for i in notes.indices {
            let place = notes[i].onset / 240
            notes[i].velocity = lines.contains(place) || place == 0 ? 105 : (place - 2) % 2 == 0 ? 90 : 80
        }
        #expect(bars(performance(notes, meter: Meter(4, 4))) == lines + [64])
    }

    @Test func valuesByHandOverrideTheEstimates() throws {
        let settings = NotationSettings(
            meter: Meter(3, 4), key: Key("Ador"), pickup: NoteFraction(1, 4), grid: NoteFraction(1, 8))
        let score = performance(rosin, settings: settings, meter: Meter(6, 8), key: Key("G")).notated()
        #expect(score.meters.map(\.value) == [Meter(3, 4)])
        #expect(score.keys.map(\.value) == [Key("Ador")])
        #expect(score.barlines.prefix(3).map { $0.onset / 5040 } == [2, 8, 14])
    }

    @Test func changesOfMeterAreBarLines() {
        var score = performance(
            melody(Array(repeating: "C5 2,D5 2,E5 2,F5 2", count: 5).joined(separator: ",")), meter: Meter(4, 4))
        score.meters = [Timed(0, Meter(4, 4)), Timed(8 * 480, Meter(3, 4))]
        #expect(bars(score) == [8, 16, 22, 28, 34, 40])
    }

    @Test func leadingSilenceThatIsNoBarIsRemoved() {
        // All onsets are 0.344 of a quarter late.
        let notes = melody(Array(repeating: "C5 1,D5 1,E5 1,F5 1", count: 4).joined(separator: ","), from: 165)
        let score = performance(notes, meter: Meter(4, 4)).notated()
        #expect(score.parts[0].notes.map(\.onset) == (0..<16).map { $0 * 5040 })
        #expect(score.parts[0].notes.allSatisfy { $0.duration == 5040 && $0.tuplet == nil })
    }
}
