import MuseArrangement
import MuseMusic
import MuseProtocols
import Testing

/// The tunes as the band plays them.
@Suite struct PerformanceTests {
    private let random = RandomSource(seed: 1)
    private let jig = "M:6/8\nR:jig\nK:D\n|: A | \"D\"d2d \"A\"c2A | \"D\"d3 d2 :|"

    @Test func repeatsAreUnfoldedAndBeatsAccented() throws {
        let played = try Band.fiddle().performed([tune(jig)], random: random)
        #expect(played.performance != nil)
        let notes = played.parts[0].notes
        #expect(notes.map { $0.onset / 5040 } == [0, 1, 3, 4, 6, 7, 10, 12, 13, 15, 16, 18, 19, 22])
        // 15 on the first beat of a bar, 7 on the second; pickups are at the end of a bar.
        #expect(notes.map(\.velocity) == [80, 95, 80, 87, 80, 95, 87, 80, 95, 80, 87, 80, 95, 87])
    }

    @Test func theAccompanimentHoldsItsFirstStrokeInTheLastBar() throws {
        let band = try Band.fiddle(
            chords: "guitar", drums: "bodhran", patterns: "jig: {6/8: {guitar: 'B-- C--', bodhran: 'D.u d.u'}}")
        let parts = try band.performed([tune(jig)], random: random).parts
        #expect(parts[1].strokes.suffix(2) == ["16+3 E3 A3 C#4", "19+5 D3"])
        #expect(parts[2].strokes.last == "19+1 F2")
    }

    @Test func swingMovesOffbeatsOfAllParts() throws {
        var band = try Band.fiddle(chords: "guitar", patterns: "reel: {4/4: {guitar: 'Bc Bc Bc Bc'}}")
        band.swing = 1
        let parts = try band.performed([tune("M:4/4\nR:reel\nK:C\n\"C\"cdef gabc'|c8|")], random: random).parts
        #expect(parts[0].notes.prefix(4).map(\.onset) == [0, 7560, 10080, 17640])
        #expect(parts[1].notes.prefix(2).map(\.onset) == [0, 7560])
    }

    @Test func dynamicsOfTheTuneArePlayed() throws {
        let played = try Band.fiddle().performed([tune("M:6/8\nR:jig\nK:D\n!p!d3 d3|")], random: random)
        #expect(played.parts[0].notes.map(\.velocity) == [75, 67])
    }

    @Test func humanTimingIsSmallSeededAndDifferentForEachTune() throws {
        var band = try Band.fiddle(chords: "guitar", drums: "bodhran")
        let exact = try band.performed([tune(jig)], random: random)
        band.humanize = 1
        let human = try band.performed([tune(jig)], random: random)
        #expect(try human == band.performed([tune(jig)], random: random))
        #expect(try human != band.performed([tune(jig)], random: RandomSource(seed: 2)))
        // 116 dotted quarters a minute: 40 ms are 1169 ticks, and three strings 36 ms more.
        for (part, original) in zip(human.parts, exact.parts) {
            #expect(part.notes.count == original.notes.count && part.notes != original.notes)
            let pairs = zip(part.notes.sorted { $0.onset < $1.onset }, original.notes)
            for (note, before) in pairs {
                #expect(abs(note.onset - before.onset) < 2300)
                #expect(abs(Int(note.velocity) - Int(before.velocity)) <= 40)
            }
            #expect(part.notes.map(\.onset) == part.notes.map(\.onset).sorted())
            #expect(part.notes.allSatisfy { $0.onset >= 0 && $0.duration > 0 && $0.onset % 21 == 0 })
        }
    }

    /// A pickup is played in the last bar of the tune before it; a bar that would be short is filled.
    @Test(arguments: [
        ("c6|d6|", "e6|", [0, 6, 12]), ("c|d6|e5|", "f|g6|", [0, 1, 7, 12, 13]), ("c6|d6|", "f|g6|", [0, 6, 11, 12]),
        ("c|d6|e5|", "g6|", [0, 1, 7, 13]),
    ]) func tunesOfASetFollowWithoutLosingTheBeat(first: String, second: String, onsets: [Int]) throws {
        let head = "M:6/8\nR:jig\nK:C\n"
        let played = try Band.fiddle().performed([tune(head + first), tune(head + second)], random: random)
        #expect(played.parts.count == 1)
        #expect(played.parts[0].notes.map { $0.onset / 5040 } == onsets)
        let notes = played.parts[0].notes
        for (note, next) in zip(notes, notes.dropFirst()) { #expect(note.end <= next.onset) }
    }

    @Test func aSetChangesKeyWhereTheNextTuneStarts() throws {
        let scores = try ["D", "G", "G"].map { try tune("M:6/8\nR:jig\nK:\($0)\n\"G\"g6|g6|") }
        let played = try Band.fiddle(chords: "guitar").performed(scores, random: random)
        #expect(played.keys.map(\.onset) == [0, 60480] && played.keys.map(\.value.tonic.description) == ["D", "G"])
        #expect(played.parts.map(\.name) == ["Fiddle", "Guitar"])
        #expect(played.chordSymbols.map(\.onset) == [0, 60480, 120960])
    }
}
