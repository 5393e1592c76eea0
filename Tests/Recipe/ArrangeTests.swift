import MuseArrangement
import MuseProtocols
import MuseRecipe
import Testing

/// The section `arrange`. Messages about its mistakes are tested with what causes them.
@Suite struct ArrangeTests {
    private let start = sound + "export: [{type: sheet}]\n"

    private func warnings(_ text: String) throws -> [String] {
        try RecipeFolder().recipe(text).warnings.map(\.message)
    }

    @Test func aBandIsReadWithItsInstrumentsInAnySpelling() throws {
        let recipe = try RecipeFolder().recipe(
            start
                + "arrange: {melody: [Fiddle, Tin-Whistle], chords: GUITAR, drums: bodhrán, harmony: Simple, tempo: 112}\n"
        )
        let band = try #require(recipe.band)
        #expect(band.melody.map(\.name) == ["Fiddle", "Tin whistle"])
        #expect(band.chords?.name == "Guitar" && band.drums?.name == "Bodhrán")
        #expect(band.harmony == .simple && band.tempo == 112 && band.humanize == 0 && band.swing == 0)
        #expect(recipe.resolvedText().contains("  melody: [fiddle, tin whistle]\n  chords: guitar\n  drums: bodhrán\n"))
        #expect(recipe.warnings.isEmpty)
    }

    @Test func withoutTheSectionThereIsNoBand() throws {
        let recipe = try RecipeFolder().recipe(start)
        #expect(recipe.band == nil && !recipe.resolvedText().contains("arrange"))
        #expect(try RecipeFolder().recipe(start + "arrange: {}\n").band?.melody.map(\.name) == ["Fiddle"])
    }

    @Test(arguments: [
        (
            "{melody: [flute, fidle]}", "18",
            "arrange.melody[1]: no instrument is called 'fidle'; did you mean 'fiddle'?"
        ),
        ("{melody: bodhran}", "10", "arrange.melody: a bodhrán plays neither melody nor chords"),
        ("{melody: []}", "10", "arrange.melody: expected at least one instrument, found none"),
        ("{drums: piano}", "9", "arrange.drums: 'piano' is not a drum; known: bodhran"),
        (
            "{chords: [guitar]}", "10",
            "arrange.chords: expected an instrument such as fiddle, guitar or tin whistle, found a list"
        ),
        ("{swing: 2}", "9", "arrange.swing: expected a number from 0 to 1, found '2'"),
        ("{patterns: gone.yaml}", "12", "gone.yaml: No such file or directory"),
        ("{tempi: 3}", "2", "arrange.tempi: no setting of arrange is called 'tempi'; did you mean 'tempo'?"),
    ]) func mistakesHaveTheirPlace(value: String, column: String, message: String) throws {
        let complaint = try RecipeFolder().complaint(about: start + "arrange:\n  \(value)\n")
        #expect(complaint.hasPrefix("jig.yaml:7:\(Int(column)! + 2): error: "), "\(complaint)")
        #expect(complaint.contains(message), "\(complaint)")
    }

    @Test func mistakesInAPatternFileHaveTheirPlaceInIt() throws {
        let folder = try RecipeFolder(["own.yaml": "jig:\n  6/8: {guitar: \"D-u Q-u\"}\n"])
        #expect(
            try folder.complaint(about: start + "arrange: {chords: guitar, patterns: own.yaml}\n") == """
                own.yaml:2:22: error: jig.6/8.guitar: 'Q' is no sign of a guitar pattern; known: B, F, C, D, U (or in small letters), '-' to hold and '.' for silence
                    6/8: {guitar: "D-u Q-u"}
                                       ^
                """)
        try folder.write("own.yaml", "")
        #expect(
            try folder.complaint().hasPrefix("own.yaml:1:1: error: the file is empty; expected patterns of rhythms"))
    }

    @Test func theContentsOfAPatternFileCountNotItsPlace() throws {
        let patterns = "jig: {6/8: {guitar: D-u D-u}}\n"
        let folder = try RecipeFolder([
            "a.yaml": patterns, "b.yaml": patterns, "c.yaml": "jig: {6/8: {guitar: D-- D--}}\n",
        ])
        let keys = try ["a", "b", "c"].map {
            try folder.recipe(start + "arrange: {chords: guitar, patterns: \($0).yaml}\n").identityText
        }
        #expect(keys[0] == keys[1] && keys[0] != keys[2])
    }

    @Test func whatHasNoEffectIsSaid() throws {
        #expect(
            try warnings(sound + "export: [{type: sheet, velocity: 90}]\narrange: {}\n") == [
                "export[0].velocity: has no effect: the band of `arrange` plays the tunes in its own way"
            ])
        #expect(try warnings(sound + "export: [{type: sheet, velocity: 80}]\narrange: {}\n").isEmpty)
        #expect(
            try warnings(sound + "export: book\narrange: {chords: guitar}\n") == [
                "arrange: has no effect: no exporter of this recipe writes what the band plays; add `midi`"
            ])
        #expect(
            try warnings(start + "generate: {condition: {meter: 6/8}}\narrange: {swing: 0.3}\n") == [
                "arrange.swing: has no effect in 6/8, whose eighths are played evenly"
            ])
        let folder = try RecipeFolder(["p.yaml": "jig: {6/8: {guitar: D-u D-u}}\n"])
        #expect(
            try folder.recipe(start + "arrange: {patterns: p.yaml}\n").warnings.map(\.message) == [
                "arrange.patterns: has no effect: the band has neither `chords` nor `drums`"
            ])
    }
}
