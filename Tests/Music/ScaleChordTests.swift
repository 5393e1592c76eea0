import MuseMusic
import Testing

@Suite struct ScaleChordTests {
    @Test(arguments: [
        ("I", Key.Mode.major, 0, ScaleChord.Kind.major), ("V7", .major, 7, .seventh), ("ii", .major, 2, .minor),
        ("vii°", .major, 11, .diminished), ("viidim", .major, 11, .diminished), ("bVII", .major, 10, .major),
        ("VII", .minor, 10, .major), ("III", .minor, 3, .major), ("#vii°", .minor, 11, .diminished),
        ("IV", .dorian, 5, .major), ("VII", .mixolydian, 10, .major), ("#IV", .major, 6, .major),
    ]) func numeralsAreDegreesOfTheScale(numeral: String, mode: Key.Mode, root: Int, kind: ScaleChord.Kind) throws {
        #expect(try #require(ScaleChord(numeral: numeral, in: mode)) == ScaleChord(root: root, kind))
    }

    @Test(arguments: ["", "VIII", "Iv", "i7", "V9", "H", "I°", "IIII", "b", "V 7"])
    func otherTextsAreNoNumerals(text: String) {
        #expect(ScaleChord(numeral: text, in: .major) == nil)
    }

    @Test(arguments: [
        ("V7", "D", "A7"), ("bVII", "D", "C"), ("ii", "Bb", "Cm"), ("vii°", "C", "Bdim"), ("bIII", "C", "Eb"),
        ("VI", "F#m", "D"), ("i", "Abm", "Abm"), ("#vii°", "Am", "G#dim"), ("bII", "Eb", "Fb"),
    ]) func chordsAreSpelledNearTheKey(numeral: String, key: String, symbol: String) throws {
        let key = try #require(Key(key))
        let chord = try #require(ScaleChord(numeral: numeral, in: key.mode))
        #expect(chord.symbol(in: key).description == symbol)
    }

    @Test(arguments: [
        ("G", "V"), ("G7", "V7"), ("G9", "V7"), ("Gmaj7", "V"), ("G/B", "V"), ("Am7", "vi"), ("Bdim", "vii°"),
        ("Bm7b5", "vii°"), ("Bb", "bVII"), ("C6", "I"),
    ]) func extensionsAndBassesAreLeftOut(symbol: String, numeral: String) throws {
        let chord = ScaleChord(try #require(ChordSymbol(symbol)), in: .cMajor)
        #expect(chord == ScaleChord(numeral: numeral, in: .major))
    }

    @Test(arguments: ["C5", "Csus4", "Caug"]) func otherKindsAreNoScaleChords(symbol: String) throws {
        #expect(ScaleChord(try #require(ChordSymbol(symbol)), in: .cMajor) == nil)
    }

    @Test func indicesFollowTheList() {
        #expect(ScaleChord.all.count == 48)
        #expect(ScaleChord.all.indices.allSatisfy { ScaleChord.all[$0].index == $0 })
    }
}
