import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

/// Values that can be spelled in several ways, and their canonical spelling.
@Suite struct PlainSpellingTests {
    private static let short = """
        corpus: {files: tunes.abc, where: {rhythm: Jigs, mode: Dor, key: D dorian}, transpose: All Keys}
        tokenizer: letters
        generator: {type: chain, order: 1e1, smoothing: Kneser-Ney}
        sampler: temperature
        constraints: {type: form, sections: 8}
        rules: [ends_home, few_leaps]
        generate: {count: 1e1, condition: {key: Ddor, rhythm: Hop-Jig}}
        export: book

        """
    private static let long = """
        corpus:
          files: [tunes.abc]
          where: {rhythm: jig, mode: dorian, key: D dorian}
          transpose: all_keys
        tokenizer: {type: letters}
        generator: {type: chain, order: 10, smoothing: kneser_ney}
        sampler: [{type: temperature}]
        constraints: [{type: form, sections: [8]}]
        rules: [{type: ends_home}, {type: few_leaps}]
        generate: {count: 10, condition: {key: D dorian, rhythm: slip jig}}
        export: [{type: book}]

        """

    @Test func allSpellingsAreOneRecipe() throws {
        let folder = try RecipeFolder()
        let (short, long) = (try folder.recipe(Self.short), try folder.recipe(Self.long))
        #expect(short.resolvedText() == long.resolvedText())
        #expect(short.identityText == long.identityText)
        #expect(short.count == 10)
        #expect((short.generator as? Chain)?.order == 10)
        #expect(short.plan.sections?.value.map(\.bars) == [8])
        #expect(short.plan.rhythm?.value == "slip jig")
    }

    @Test func aBaseAndWhatChangesItMergeWhicheverWayTheyAreWritten() throws {
        let base = "corpus: {files: tunes.abc}\ntokenizer: grid\ngenerator: chain\nsampler: temperature\nexport: book\n"
        let folder = try RecipeFolder(["base.yaml": base])
        try folder.write("jig.yaml", "extends: base.yaml\ngenerator: {order: 3}\n")
        let recipe = try folder.load(set: ["sampler.0.value=2", "export=sheet", "export.0.velocity=9"])[0]
        #expect((recipe.generator as? Chain)?.order == 3)
        #expect((recipe.samplers[0].sampler as? Heat)?.value == 2)
        #expect(recipe.exports.map(\.type) == ["sheet"])
    }

    @Test func quotesThatMeanNothingAreNotPartOfARecipe() throws {
        let folder = try RecipeFolder()
        let plain = try folder.recipe(sound + "generate: {condition: {meter: C}}\n")
        let quoted = try folder.recipe(sound + "generate: {condition: {meter: 'C'}}\n")
        #expect(plain.identityText == quoted.identityText)
    }

    @Test(arguments: [
        ("1e3", 1000), ("1E+3", 1000), ("2.5e1", 25), ("12.0", 12), ("0x10", 16), ("0o17", 15), ("+7", 7),
    ])
    func isAWholeNumber(_ text: String, _ value: Int) throws {
        #expect(try RecipeFolder().recipe(sound + "generate: {count: \(text)}\n").count == value)
    }

    @Test(arguments: ["1_000", "1e-3", "1.5", "'7'", "1e400", "ten"]) func isNone(_ text: String) throws {
        let complaint = try RecipeFolder().complaint(about: sound + "generate: {count: \(text)}\n")
        let expected = "jig.yaml:5:19: error: generate.count: expected a whole number from 1 to 1000000, "
        #expect(complaint.hasPrefix(expected))
    }

    @Test(arguments: ["Dorian", "dor", "DOR", "Dori"]) func isDorian(_ text: String) throws {
        let corpus = "corpus: {files: tunes.abc, where: {mode: \(text)}}\n"
        let recipe = try RecipeFolder().recipe(corpus + "tokenizer: grid\ngenerator: chain\n")
        #expect(recipe.resolvedText().contains("    mode: dorian\n"))
    }
}
