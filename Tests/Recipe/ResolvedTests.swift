import MuseRecipe
import Testing

@Suite struct ResolvedTests {
    static let recipe = """
        generator: {order: 0x0A, type: chain}
        title: "1984"
        corpus:
          where: {meter: [6/8, C|], rhythm: jig}
          files: [tunes.abc]
        tokenizer: {type: grid}
        sampler:
          - {value: 0.90, type: temperature}
          - type: greedy
        generate: {count: 3, condition: {key: D}}
        rules: [{type: few_leaps, weight: 2}]
        export: [{type: book}, {path: "jig-{n}.mid", type: sheet}]

        """

    @Test func allChoicesStandInAFixedOrder() throws {
        #expect(
            try RecipeFolder().recipe(Self.recipe).resolvedText() == """
                muse: 1
                title: "1984"
                seed: 0
                corpus:
                  files: [tunes.abc]
                  where:
                    rhythm: jig
                    meter: [6/8, C|]
                  transpose: none
                  split:
                    validation: 0.1
                    test: 0
                tokenizer:
                  type: grid
                  steps_per_quarter: 4
                  lowest: 48
                  highest: 84
                generator:
                  type: chain
                  order: 10
                  smoothing: kneser_ney
                sampler:
                  - type: temperature
                    value: 0.9
                  - type: greedy
                constraints: []
                rules:
                  - type: few_leaps
                    weight: 2
                    limit: 7
                generate:
                  count: 3
                  best_of: 1
                  max_tokens: 2048
                  guidance: 1
                  condition:
                    key: D major
                export:
                  - type: book
                    path: jig.abc
                  - type: sheet
                    path: "jig-{n}.mid"
                    velocity: 80

                """)
    }

    @Test func everyValueCanSayWhereItComesFrom() throws {
        let folder = try RecipeFolder(["base.yaml": "seed: 4\ngenerator: {type: chain}\n"])
        try folder.write(
            "jig.yaml", "extends: base.yaml\ncorpus: {files: [tunes.abc]}\ntokenizer:\n  type: letters\n")
        let text = try folder.load(set: ["generator.order=2"])[0].resolvedText(showsOrigins: true)
            .split(separator: "\n").map { $0.split(separator: folder.path + "/").joined() }
        #expect(
            text == [
                "muse: 1  # default", "seed: 4  # base.yaml:1", "corpus:", "  files: [tunes.abc]  # jig.yaml:2",
                "  transpose: none  # default", "  split:", "    validation: 0.1  # default", "    test: 0  # default",
                "tokenizer:", "  type: letters  # jig.yaml:4", "generator:", "  type: chain  # base.yaml:2",
                "  order: 2  # --set", "  smoothing: kneser_ney  # default", "sampler: []  # default",
                "constraints: []  # default", "rules: []  # default", "generate:", "  count: 1  # default",
                "  best_of: 1  # default", "  max_tokens: 2048  # default", "  guidance: 1  # default",
                "export: []  # default",
            ])
    }

    @Test func aResolvedRecipeIsARecipe() throws {
        let folder = try RecipeFolder()
        let first = try folder.recipe(Self.recipe).resolvedText()
        #expect(try folder.recipe(first).resolvedText() == first)
    }

    @Test func oneSheetNeedsNoNumberInItsPath() throws {
        let recipe = try RecipeFolder().recipe(sound + "export: [{type: sheet}, {type: book}]\n")
        #expect(recipe.exports.map(\.path) == ["jig.mid", "jig.abc"])
    }

    @Test func whatIsLearnedDoesNotDependOnWhatIsMadeOfIt() throws {
        let folder = try RecipeFolder(["other.abc": "X:2\n"])
        func key(_ set: String...) throws -> String { try folder.recipe(Self.recipe, set: set).fitKeyText }
        let plain = try key()
        #expect(
            plain == """
                muse: 1
                seed: 0
                corpus:
                  where:
                    rhythm: jig
                    meter: [6/8, C|]
                  transpose: none
                  split:
                    validation: 0.1
                    test: 0
                tokenizer:
                  type: grid
                  steps_per_quarter: 4
                  lowest: 48
                  highest: 84
                generator:
                  type: chain
                  order: 10
                  smoothing: kneser_ney

                """)
        for same in ["generate.count=9", "~sampler", "export=[]", "title=x", "corpus.files=[other.abc]"] {
            try folder.write("jig.yaml", Self.recipe)
            #expect(try key(same.replacing("other.abc", with: folder.file("other.abc"))) == plain)
        }
        for other in ["generator.order=9", "seed=1", "tokenizer.lowest=40", "corpus.transpose=tonic"] {
            #expect(try key(other) != plain)
        }
    }
}
