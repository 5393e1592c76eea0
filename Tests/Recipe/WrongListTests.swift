import Testing

/// Mistakes in the lists of samplers, constraints and rules.
@Suite struct WrongListTests {
    @Test(arguments: cases) func isToldInFull(_ wrong: WrongRecipe) throws { try wrong.check() }

    static let cases = [
        WrongRecipe(
            "secondSamplerWrong",
            sound + """
                sampler:
                  - {type: temperature, value: 0.9}
                  - {type: top_kk, k: 8}
                """,
            """
            jig.yaml:7:12: error: sampler[1].type: no sampler is called 'top_kk'; did you mean 'top_k'?
                - {type: top_kk, k: 8}
                         ^
            """),
        WrongRecipe(
            "misspeltNameAlone",
            sound + """
                sampler: gredy
                """,
            """
            jig.yaml:5:10: error: sampler[0].type: no sampler is called 'gredy'; did you mean 'greedy'?
              sampler: gredy
                       ^
            """),
        WrongRecipe(
            "nameAloneOfWhatNeedsSettings",
            sound + """
                constraints: [form]
                """,
            """
            jig.yaml:5:15: error: constraints[0]: 'sections' is missing
              constraints: [form]
                            ^
            """),
        WrongRecipe(
            "componentThatIsAList",
            sound + """
                sampler: [[greedy]]
                """,
            """
            jig.yaml:5:11: error: sampler[0]: expected a mapping such as {type: greedy}, found a list
              sampler: [[greedy]]
                        ^
            """),
        WrongRecipe(
            "requiredSettingMissing",
            sound + """
                constraints: [{type: form}]
                """,
            """
            jig.yaml:5:15: error: constraints[0]: 'sections' is missing
              constraints: [{type: form}]
                            ^
            """),
        WrongRecipe(
            "keyThatIsNone",
            sound + """
                constraints: [{type: in_key, key: X major}]
                """,
            """
            jig.yaml:5:35: error: constraints[0].key: expected a key such as D, Am or E dorian, found 'X major'
              constraints: [{type: in_key, key: X major}]
                                                ^
            """),
        WrongRecipe(
            "weightBelowNought",
            sound + """
                rules: [{type: ends_home, weight: -1}]
                """,
            """
            jig.yaml:5:35: error: rules[0].weight: expected a number of at least 0, found '-1'
              rules: [{type: ends_home, weight: -1}]
                                                ^
            """),
        WrongRecipe(
            "misspeltWeight",
            sound + """
                rules: [{type: ends_home, wieght: 2}]
                """,
            """
            jig.yaml:5:27: error: rules[0].wieght: no setting of ends_home is called 'wieght'; did you mean 'weight'?
              rules: [{type: ends_home, wieght: 2}]
                                        ^
            """),
        WrongRecipe(
            "typeOfAnotherKind",
            sound + """
                rules: [{type: greedy}]
                """,
            """
            jig.yaml:5:16: error: rules[0].type: no rule is called 'greedy'; known: ends_home, few_leaps
              rules: [{type: greedy}]
                             ^
            """),
    ]
}
