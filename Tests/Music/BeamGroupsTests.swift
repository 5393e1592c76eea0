import MuseMusic
import Testing

@Suite struct BeamGroupsTests {
    @Test(arguments: [
        ("4/4", [2, 2]), ("2/4", [1, 1]), ("3/4", [1, 1, 1]), ("5/4", [1, 1, 1, 1, 1]), ("2/2", [1, 1]),
        ("3/8", [3]), ("4/8", [4]), ("6/8", [3, 3]), ("9/8", [3, 3, 3]), ("12/8", [3, 3, 3, 3]),
        ("5/8", [3, 2]), ("7/8", [3, 2, 2]), ("8/8", [3, 3, 2]), ("10/8", [3, 3, 2, 2]), ("11/8", [3, 2, 2, 2, 2]),
        ("2+3/8", [2, 3]), ("3+2+2/8", [3, 2, 2]), ("1/8", [1]), ("6/16", [3, 3]), ("none", []),
    ]) func groupsFollowTheMeter(text: String, groups: [Int]) throws {
        let meter = try #require(Meter(text))
        #expect(meter.beamGroups == groups)
        #expect(meter.isFree || groups.reduce(0, +) == meter.beats)
    }

    @Test func placesAreNumberedThroughTheBarAndBeyond() throws {
        let groups = BeamGroups(try #require(Meter("7/8")), ticksPerQuarter: 4)
        // Eighths of 2 ticks in groups of 3 + 2 + 2, then the next bar.
        #expect([0, 5, 6, 9, 10, 13, 14, 20].map { groups.group(at: $0) } == [0, 0, 1, 1, 2, 2, 3, 4])
        let free = BeamGroups(.free, ticksPerQuarter: 4)
        #expect([0, 3, 4, 9].map { free.group(at: $0) } == [0, 0, 1, 2])
    }

    @Test func aKeyHasThePitchClassesOfItsSignature() throws {
        #expect(try #require(Key("D")).pitchClasses == [1, 2, 4, 6, 7, 9, 11])
        #expect(try #require(Key("Eb")).pitchClasses == [0, 2, 3, 5, 7, 8, 10])
        // C flat is the pitch class of B.
        #expect(try #require(Key("Gb")).pitchClasses == [11, 1, 3, 5, 6, 8, 10])
    }
}
