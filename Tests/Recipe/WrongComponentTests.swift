import Testing

/// Mistakes in the settings of components.
@Suite struct WrongComponentTests {
    @Test(arguments: cases) func isToldInFull(_ wrong: WrongRecipe) throws { try wrong.check() }

    static let cases = [
        WrongRecipe(
            "misspeltType",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chian}
            """,
            """
            jig.yaml:4:19: error: generator.type: no generator is called 'chian'; did you mean 'chain'?
              generator: {type: chian}
                                ^
            """),
        WrongRecipe(
            "typeUnlikeAll",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: lstm}
            """,
            """
            jig.yaml:4:19: error: generator.type: no generator is called 'lstm'; known: chain, dice
              generator: {type: lstm}
                                ^
            """),
        WrongRecipe(
            "typeMissing",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {order: 4}
            """,
            """
            jig.yaml:4:12: error: generator: 'type' is missing
              generator: {order: 4}
                         ^
            """),
        WrongRecipe(
            "typeThatIsAList",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: [chain]}
            """,
            """
            jig.yaml:4:19: error: generator.type: expected the name of a generator, found a list
              generator: {type: [chain]}
                                ^
            """),
        WrongRecipe(
            "componentThatIsText",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: chian
            """,
            """
            jig.yaml:4:12: error: generator.type: no generator is called 'chian'; did you mean 'chain'?
              generator: chian
                         ^
            """),
        WrongRecipe(
            "componentThatIsAList",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: [grid]
            generator: {type: chain}
            """,
            """
            jig.yaml:3:12: error: tokenizer: expected a mapping such as {type: grid}, found a list
              tokenizer: [grid]
                         ^
            """),
        WrongRecipe(
            "unknownSetting",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain, ordre: 4}
            """,
            """
            jig.yaml:4:26: error: generator.ordre: no setting of chain is called 'ordre'; did you mean 'order'?
              generator: {type: chain, ordre: 4}
                                       ^
            """),
        WrongRecipe(
            "settingOfAnother",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: dice, order: 4}
            """,
            """
            jig.yaml:4:25: error: generator.order: no setting of dice is called 'order'; known: fair, sides, rolls, pretrained
              generator: {type: dice, order: 4}
                                      ^
            """),
        WrongRecipe(
            "settingOfNone",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: letters, case: upper}
            generator: {type: chain}
            """,
            """
            jig.yaml:3:28: error: tokenizer.case: no setting of letters is called 'case'
              tokenizer: {type: letters, case: upper}
                                         ^
            """),
        WrongRecipe(
            "numberOutOfRange",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain, order: 13}
            """,
            """
            jig.yaml:4:33: error: generator.order: expected a whole number from 1 to 12, found '13'
              generator: {type: chain, order: 13}
                                              ^
            """),
        WrongRecipe(
            "fractionForAWholeNumber",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain, order: 2.5}
            """,
            """
            jig.yaml:4:33: error: generator.order: expected a whole number from 1 to 12, found '2.5'
              generator: {type: chain, order: 2.5}
                                              ^
            """),
        WrongRecipe(
            "textForANumber",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain, discount: much}
            """,
            """
            jig.yaml:4:36: error: generator.discount: expected a number from 0 to 1, found 'much'
              generator: {type: chain, discount: much}
                                                 ^
            """),
        WrongRecipe(
            "infiniteNumber",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain, discount: .inf}
            """,
            """
            jig.yaml:4:36: error: generator.discount: expected a number from 0 to 1, found '.inf'
              generator: {type: chain, discount: .inf}
                                                 ^
            """),
        WrongRecipe(
            "unknownChoiceOfASetting",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain, smoothing: kneserney}
            """,
            """
            jig.yaml:4:37: error: generator.smoothing: no choice is called 'kneserney'; did you mean 'kneser_ney'?
              generator: {type: chain, smoothing: kneserney}
                                                  ^
            """),
        WrongRecipe(
            "yesForTrue",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: dice, fair: yes}
            """,
            """
            jig.yaml:4:31: error: generator.fair: expected true or false, found 'yes'
              generator: {type: dice, fair: yes}
                                            ^
            """),
        WrongRecipe(
            "wrongItemInAList",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: dice, sides: [1, 2, 21]}
            """,
            """
            jig.yaml:4:39: error: generator.sides[2]: expected a whole number from 1 to 20, found '21'
              generator: {type: dice, sides: [1, 2, 21]}
                                                    ^
            """),
        WrongRecipe(
            "settingsThatDoNotGoTogether",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid, lowest: 90}
            generator: {type: chain}
            """,
            """
            jig.yaml:3:33: error: tokenizer.lowest: the lowest note lies above the highest
              tokenizer: {type: grid, lowest: 90}
                                              ^
            """),
    ]
}
