import Testing

/// Mistakes in the sections of a recipe.
@Suite struct WrongSectionTests {
    @Test(arguments: cases) func isToldInFull(_ wrong: WrongRecipe) throws { try wrong.check() }

    static let cases = [
        WrongRecipe(
            "unknownKey",
            sound + """
                sede: 1
                """,
            """
            jig.yaml:5:1: error: sede: no setting of recipe is called 'sede'; did you mean 'seed'?
              sede: 1
              ^
            """),
        WrongRecipe(
            "unknownKeyFarFromAll",
            sound + """
                instruments: [flute]
                """,
            """
            jig.yaml:5:1: error: instruments: no setting of recipe is called 'instruments'; known: muse, title, titles, extends, plugins, seed, arrange, constraints, corpus, export, finetune, generate, generator, lock, rules, sampler, sweep, tokenizer
              instruments: [flute]
              ^
            """),
        WrongRecipe(
            "missingSections",
            """
            muse: 1
            seed: 4
            """,
            """
            jig.yaml:1:1: error: 'corpus' is missing
              muse: 1
              ^
            jig.yaml:1:1: error: 'tokenizer' is missing
              muse: 1
              ^
            jig.yaml:1:1: error: 'generator' is missing
              muse: 1
              ^
            """),
        WrongRecipe(
            "otherVersion",
            """
            muse: 2
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:1:7: error: muse: expected a supported version of the recipe language such as 1, found '2'
              muse: 2
                    ^
            """),
        WrongRecipe(
            "negativeSeed",
            sound + """
                seed: -1
                """,
            """
            jig.yaml:5:7: error: seed: expected a whole number from 0 to 18446744073709551615 such as 7, found '-1'
              seed: -1
                    ^
            """),
        WrongRecipe(
            "seedPast64Bits",
            sound + """
                seed: 18446744073709551616
                """,
            """
            jig.yaml:5:7: error: seed: expected a whole number from 0 to 18446744073709551615 such as 7, found '18446744073709551616'
              seed: 18446744073709551616
                    ^
            """),
        WrongRecipe(
            "quotedSeed",
            sound + """
                seed: '7'
                """,
            """
            jig.yaml:5:7: error: seed: expected a whole number from 0 to 18446744073709551615 such as 7, found the text '7'
              seed: '7'
                    ^
            """),
        WrongRecipe(
            "titleThatIsAList",
            sound + """
                title: [a]
                """,
            """
            jig.yaml:5:8: error: title: expected text, found a list
              title: [a]
                     ^
            """),
        WrongRecipe(
            "sectionThatIsText",
            sound + """
                generate: five
                """,
            """
            jig.yaml:5:11: error: generate: expected a mapping, found 'five'
              generate: five
                        ^
            """),
        WrongRecipe(
            "countOfNought",
            sound + """
                generate: {count: 0}
                """,
            """
            jig.yaml:5:19: error: generate.count: expected a whole number from 1 to 1000000, found '0'
              generate: {count: 0}
                                ^
            """),
        WrongRecipe(
            "countInWords",
            sound + """
                generate: {count: five}
                """,
            """
            jig.yaml:5:19: error: generate.count: expected a whole number from 1 to 1000000, found 'five'
              generate: {count: five}
                                ^
            """),
        WrongRecipe(
            "unknownKeyOfASection",
            sound + """
                generate: {cuont: 5}
                """,
            """
            jig.yaml:5:12: error: generate.cuont: no setting of generate is called 'cuont'; did you mean 'count'?
              generate: {cuont: 5}
                         ^
            """),
        WrongRecipe(
            "nearNameOfASubsection",
            sound + """
                generate: {condtion: {key: D}}
                """,
            """
            jig.yaml:5:12: error: generate.condtion: no setting of generate is called 'condtion'; did you mean 'condition'?
              generate: {condtion: {key: D}}
                         ^
            """),
        WrongRecipe(
            "conditionKeyThatIsNone",
            sound + """
                generate: {condition: {key: H}}
                """,
            """
            jig.yaml:5:29: error: generate.condition.key: expected a key such as D, Am or E dorian, found 'H'
              generate: {condition: {key: H}}
                                          ^
            """),
    ]
}
