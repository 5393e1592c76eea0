import MuseCorpus
import MuseProtocols
import MuseRecipe
import Testing

@Suite struct ExtendsTests {
    static let base = """
        muse: 1
        seed: 3
        corpus: {files: [../tunes.abc], where: {rhythm: jig, meter: 6/8}}
        tokenizer: {type: grid, steps_per_quarter: 6}
        generator: {type: chain, order: 6, smoothing: none}
        sampler: [{type: temperature, value: 0.9}, {type: top_k, k: 8}]
        rules: [{type: ends_home}]

        """

    @Test func mappingsMergeListsReplaceAndTildeRemoves() throws {
        let folder = try RecipeFolder(["bases/folk.yaml": Self.base])
        let recipe = try folder.recipe(
            """
            extends: bases/folk.yaml
            corpus: {where: {rhythm: reel, meter: ~}}
            generator: {order: 2, smoothing: ~}
            sampler: [{type: greedy}]
            rules: ~
            """)
        #expect(recipe.seed == 3)
        #expect(recipe.corpus.filter.conditions.map(\.field) == [.rhythm])
        #expect(recipe.corpus.filter.conditions.map(\.values) == [[.rhythm("reel")]])
        #expect((recipe.tokenizer as? Grid)?.steps == 6)
        #expect((recipe.generator as? Chain)?.order == 2)
        #expect(recipe.resolved["generator"]?["smoothing"]?.text == "kneser_ney")
        #expect(recipe.samplers.count == 1)
        #expect(recipe.rules.isEmpty)
    }

    @Test func pathsAreRelativeToTheFileThatHoldsThem() throws {
        let folder = try RecipeFolder(["bases/folk.yaml": Self.base])
        let recipe = try folder.recipe("extends: bases/folk.yaml\n")
        #expect(recipe.corpus.files.map(\.path) == [folder.file("bases/../tunes.abc")])
        #expect(recipe.resolvedText().contains("\n  files: [bases/../tunes.abc]\n"))
    }

    @Test func recipesExtendInAChain() throws {
        let folder = try RecipeFolder([
            "bases/folk.yaml": Self.base, "bases/slow.yaml": "extends: folk.yaml\ngenerator: {order: 8}\nseed: 8\n",
        ])
        let recipe = try folder.recipe("extends: bases/slow.yaml\nseed: 9\n")
        #expect((recipe.generator as? Chain)?.order == 8)
        #expect(recipe.seed == 9)
    }

    @Test func aMistakeIsToldWhereItWasWritten() throws {
        let folder = try RecipeFolder(["bases/folk.yaml": Self.base.replacing("order: 6", with: "order: 60")])
        #expect(
            try folder.complaint(about: "extends: bases/folk.yaml\ngenerator: {smoothing: none}\n") == """
                bases/folk.yaml:5:33: error: generator.order: expected a whole number from 1 to 12, found '60'
                  generator: {type: chain, order: 60, smoothing: none}
                                                  ^
                """)
    }

    @Test func aComponentOfAnotherTypeReplacesTheBases() throws {
        let folder = try RecipeFolder(["bases/folk.yaml": Self.base])
        let recipe = try folder.recipe("extends: bases/folk.yaml\ngenerator: {type: dice, order: ~}\n")
        #expect(recipe.resolved["generator"]?["sides"] != nil && recipe.resolved["generator"]?["order"] == nil)
    }

    @Test func aCircleIsRefused() throws {
        let folder = try RecipeFolder(["a.yaml": "extends: b.yaml\n", "b.yaml": "extends: ./a.yaml\n"])
        #expect(
            try folder.complaint("a.yaml") == """
                b.yaml:1:10: error: extends: './a.yaml' extends itself, directly or through others
                  extends: ./a.yaml
                           ^
                """)
        #expect(
            try folder.complaint(about: "extends: jig.yaml\n") == """
                jig.yaml:1:10: error: extends: 'jig.yaml' extends itself, directly or through others
                  extends: jig.yaml
                           ^
                """)
    }

    @Test func aBaseThatIsNotThereIsToldWithPlace() throws {
        #expect(
            try RecipeFolder().complaint(about: "seed: 1\nextends: folk.yml\n") == """
                jig.yaml:2:10: error: extends: there is no file 'folk.yml'
                  extends: folk.yml
                           ^
                """)
    }

    @Test func aBaseWithBadYAMLIsToldInItsOwnFile() throws {
        let folder = try RecipeFolder(["base.yaml": "title: a: b\n"])
        #expect(
            try folder.complaint(about: "extends: base.yaml\n") == """
                base.yaml:1:9: error: a second ':' in one line; put a value that contains ': ' in quotes
                  title: a: b
                          ^
                """)
    }

    @Test func extendsIsNoListAndNoFolder() throws {
        let folder = try RecipeFolder(["bases/folk.yaml": Self.base])
        #expect(
            try folder.complaint(about: "extends: [a.yaml, b.yaml]\n") == """
                jig.yaml:1:10: error: extends: expected the path of a recipe, found a list
                  extends: [a.yaml, b.yaml]
                           ^
                """)
        #expect(
            try folder.complaint(about: "extends: bases\n") == """
                jig.yaml:1:10: error: extends: there is no file 'bases'
                  extends: bases
                           ^
                """)
    }
}
