import MuseArrangement
import MuseMusic
import Testing

@Suite struct SimpleHarmonyTests {
    /// The chords of a tune without symbols: the onset of each in eighths, and its name.
    private func chords(_ abc: String) throws -> [String] {
        var band = try Band.fiddle()
        band.harmony = .simple
        return band.written(try tune(abc)).chordSymbols.map { "\($0.onset / 5040) \($0.value)" }
    }

    /// The first part of The Kesh.
    @Test func aTuneInMajorEndsOnTheTonicAfterTheDominant() throws {
        let found = try chords(
            "M:6/8\nR:jig\nK:G\nGAG GAB|ABA ABd|edd gdd|edB dBA|GAG GAB|ABA ABd|edd gdB|AFD G3|]")
        #expect(found == ["0 G", "6 D", "12 G", "30 D", "42 G"])
    }

    @Test func eachBarHasTheChordOfItsNotes() throws {
        #expect(
            try chords("M:6/8\nR:jig\nK:G\nGBd gdB|cec e2c|dfd a2f|GBd g3|]") == ["0 G", "6 C", "12 D", "18 G"])
    }

    @Test func modesHaveTheirOwnChords() throws {
        #expect(
            try chords("M:C|\nR:reel\nK:Ador\nA2cA eAcA|G2BG dGBG|A2cA eAcA|GBdB A4|]").contains { $0.hasSuffix(" G") })
        #expect(try chords("M:4/4\nR:reel\nK:Dmix\nD2FA dAFA|c2eg c'gec|d2fd AdfA|D8|]") == ["0 D", "8 C", "16 D"])
        #expect(try chords("M:4/4\nR:reel\nK:Em\nE2GB eBGB|D2FA dAFA|E2GB eBGB|E8|]") == ["0 Em", "8 D", "16 Em"])
    }

    @Test func chordsChangeAtHalfBarsOnlyWhereTheMelodyAsksForIt() throws {
        #expect(try chords("M:6/8\nR:jig\nK:D\ndfd ecA|dfd dfd|ecA ecA|d6|]") == ["0 D", "3 A", "6 D", "12 A", "18 D"])
        // A single foreign note is a passing note.
        #expect(try chords("M:6/8\nR:jig\nK:D\ndfd agf|dfd dfd|d6|]") == ["0 D"])
    }

    @Test func aRepeatedSectionShowsItsFirstChord() throws {
        #expect(try chords("M:6/8\nR:jig\nK:D\n|:dfd dfd|d6:|:fdf fdf|d6:|") == ["0 D", "12 D"])
    }

    @Test func chordSymbolsOfTheTuneAreKept() throws {
        #expect(try chords("M:6/8\nR:jig\nK:D\n\"G\"d6|d6|]") == ["0 G"])
    }

    @Test func musicWithoutKeyOrMeterHasNoChords() throws {
        #expect(try chords("M:none\nK:D\ndddd|").isEmpty)
        #expect(try chords("M:4/4\nK:none\ndddd|").isEmpty)
        #expect(try chords("M:4/4\nK:D\nz8|").isEmpty)
    }
}
