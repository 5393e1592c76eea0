import MuseProtocols
import MuseRecipe
import Testing

/// Style mixes in `generate`.
@Suite struct StyleTests {
    /// A tokenizer with control tokens, and a generator that can mix them.
    private static func mixing(_ generate: String) -> String {
        """
        corpus: {files: [tunes.abc]}
        tokenizer: {type: letters}
        generator: {type: dice}
        export: [{type: book}]
        generate: {\(generate)}

        """
    }

    @Test func theHeaviestOfEachKindIsSaidAndTheOthersAreReadWithIt() throws {
        let recipe = try RecipeFolder().recipe(
            Self.mixing("style: {waltz: 1, Ireland: 0.5, jig: 3, scotland: 0.5}, condition: {rhythm: jig}"))
        #expect(recipe.plan.rhythm?.value == "jig")
        #expect(recipe.plan.styles[.origin]?.value == "Ireland")
        #expect(recipe.plan.styles[.composer] == nil)
        let mix = try #require(recipe.style)
        #expect(mix[1]?.map(\.token) == [2, 1] && mix[1]?.map(\.weight) == [0.25, 0.75])
        #expect(mix[2] == nil)
        #expect(mix[3]?.map(\.token) == [3, 4] && mix[3]?.map(\.weight) == [0.5, 0.5])
    }

    @Test func withoutAMixThereIsNone() throws {
        #expect(try RecipeFolder().recipe(Self.mixing("style: ~")).style == nil)
        #expect(try RecipeFolder().recipe(Self.mixing("count: 1")).style == nil)
    }

    @Test func theResolvedRecipeKeepsIt() throws {
        let folder = try RecipeFolder()
        let recipe = try folder.recipe(Self.mixing("style: {waltz: 1e0, jig: .5}"))
        #expect(recipe.resolvedText().contains("  style:\n    waltz: 1\n    jig: 0.5\n"), "\(recipe.resolvedText())")
        let again = try folder.recipe(recipe.resolvedText())
        #expect(again.style == recipe.style && again.identityText == recipe.identityText)
        #expect(try folder.recipe(Self.mixing("style: {jig: .5}")).tuneKeyText != recipe.tuneKeyText)
    }

    @Test func weightsCanBeSwept() throws {
        let folder = try RecipeFolder()
        try folder.write("jig.yaml", Self.mixing("style: {waltz: 1}") + "sweep: {generate.style.jig: [0.5, 2]}\n")
        #expect(try folder.load().map { $0.plan.rhythm?.value } == ["waltz", "jig"])
    }

    @Test(arguments: wrong) func isToldInFull(_ wrong: WrongRecipe) throws { try wrong.check() }

    private static let wrong = [
        WrongRecipe(
            "unknownName", mixing("style: {jig: 1, waltze: 2}, condition: {rhythm: waltz}"),
            """
            jig.yaml:5:28: error: generate.style.waltze: no control token is called 'waltze'; did you mean 'waltz'?
              generate: {style: {jig: 1, waltze: 2}, condition: {rhythm: waltz}}
                                         ^
            """),
        WrongRecipe(
            "weightOfNothing", mixing("style: {jig: 0, waltz: 1}"),
            """
            jig.yaml:5:25: error: generate.style.jig: expected a number above 0, found '0'
              generate: {style: {jig: 0, waltz: 1}}
                                      ^
            """),
        WrongRecipe(
            "weightThatIsNone", mixing("style: {jig: much}"),
            """
            jig.yaml:5:25: error: generate.style.jig: expected a number above 0, found 'much'
              generate: {style: {jig: much}}
                                      ^
            """),
        WrongRecipe(
            "noMapping", mixing("style: jig"),
            """
            jig.yaml:5:19: error: generate.style: expected a mapping such as {jig: 0.7, waltz: 0.3}, found 'jig'
              generate: {style: jig}
                                ^
            """),
        WrongRecipe(
            "emptyMapping", mixing("style: {}"),
            """
            jig.yaml:5:19: error: generate.style: expected a mapping such as {jig: 0.7, waltz: 0.3}, found an empty one
              generate: {style: {}}
                                ^
            """),
        WrongRecipe(
            "oneStyleByTwoNames", mixing("style: {jig: 1, double jig: 2}"),
            """
            jig.yaml:5:28: error: generate.style: 'jig' occurs twice in the mix
              generate: {style: {jig: 1, double jig: 2}}
                                         ^
            """),
        WrongRecipe(
            "anotherRhythmInTheCondition", mixing("style: {jig: 1, waltz: 2}, condition: {rhythm: jig}"),
            """
            jig.yaml:5:28: error: generate.style: the heaviest style of this mix is 'waltz', but generate.condition.rhythm is 'jig'
              generate: {style: {jig: 1, waltz: 2}, condition: {rhythm: jig}}
                                         ^
            """),
        WrongRecipe(
            "generatorThatCannotMix",
            mixing("style: {jig: 1}").replacing("type: dice", with: "type: chain"),
            """
            jig.yaml:5:12: error: generate.style: a model of 'chain' cannot mix styles; use 'dice'
              generate: {style: {jig: 1}}
                         ^
            """),
        WrongRecipe(
            "tokenizerWithoutControlTokens",
            mixing("style: {jig: 1}").replacing("type: letters", with: "type: grid"),
            """
            jig.yaml:5:12: error: generate.style: the tokenizer 'grid' has no control tokens to mix; use 'letters'
              generate: {style: {jig: 1}}
                         ^
            """),
    ]
}
