import Testing

/// Values that are valid alone but not together.
@Suite struct WrongTogetherTests {
    @Test(arguments: cases) func isToldInFull(_ wrong: WrongRecipe) throws { try wrong.check() }

    static let cases = [
        WrongRecipe(
            "constraintAgainstConstraint",
            sound + """
                constraints:
                  - {type: form, sections: [8, 8]}
                  - {type: form, sections: [16]}
                """,
            """
            jig.yaml:7:5: error: constraints[1]: constraints[0] fixes the form already
                - {type: form, sections: [16]}
                  ^
            """),
        WrongRecipe(
            "constraintAgainstCondition",
            sound + """
                constraints: [{type: in_key, key: Am}]
                generate: {condition: {key: G}}
                """,
            """
            jig.yaml:5:15: error: constraints[0]: the key is A minor here and G major at generate.condition.key
              constraints: [{type: in_key, key: Am}]
                            ^
            """),
        WrongRecipe(
            "meterThatTheTokenizerCannotHold",
            sound + """
                generate: {condition: {meter: none}}
                """,
            """
            jig.yaml:5:31: error: generate.condition.meter: a grid has no free meter
              generate: {condition: {meter: none}}
                                            ^
            """),
        WrongRecipe(
            "fewerTokensThanATuneHas",
            sound + """
                generate: {max_tokens: 8}
                """,
            """
            jig.yaml:5:24: error: generate.max_tokens: no tune has fewer than 16 tokens
              generate: {max_tokens: 8}
                                     ^
            """),
        WrongRecipe(
            "absoluteExportPath",
            sound + """
                export: [{type: book, path: /tmp/a.abc}]
                """,
            """
            jig.yaml:5:29: error: export[0].path: a path is relative to the run's folder; it cannot be absolute
              export: [{type: book, path: /tmp/a.abc}]
                                          ^
            """),
        WrongRecipe(
            "exportPathThatClimbs",
            sound + """
                export: [{type: book, path: a/../../b.abc}]
                """,
            """
            jig.yaml:5:29: error: export[0].path: a path stays in the run's folder; it cannot contain '..'
              export: [{type: book, path: a/../../b.abc}]
                                          ^
            """),
        WrongRecipe(
            "exportPathOfTheRunItself",
            sound + """
                export: [{type: book, path: recipe.lock.yaml}]
                """,
            """
            jig.yaml:5:29: error: export[0].path: the run writes 'recipe.lock.yaml' itself
              export: [{type: book, path: recipe.lock.yaml}]
                                          ^
            """),
        WrongRecipe(
            "exportPathThatIsAFolder",
            sound + """
                export: [{type: book, path: tunes/}]
                """,
            """
            jig.yaml:5:29: error: export[0].path: 'tunes/' is not the path of a file
              export: [{type: book, path: tunes/}]
                                          ^
            """),
        WrongRecipe(
            "exportPathWithOtherPlaceholder",
            sound + """
                export: [{type: book, path: "{name}.abc"}]
                """,
            """
            jig.yaml:5:29: error: export[0].path: the only placeholders are {n}, the tune's number, and {set}, the number of its set
              export: [{type: book, path: "{name}.abc"}]
                                          ^
            """),
        WrongRecipe(
            "exportPathThatIsNoText",
            sound + """
                export: [{type: book, path: [a]}]
                """,
            """
            jig.yaml:5:29: error: export[0].path: expected a path in the run's folder such as jig-{n}.mid, found a list
              export: [{type: book, path: [a]}]
                                          ^
            """),
        WrongRecipe(
            "misspeltPath",
            sound + """
                export: [{type: book, paht: a.abc}]
                """,
            """
            jig.yaml:5:23: error: export[0].paht: no setting of book is called 'paht'; did you mean 'path'?
              export: [{type: book, paht: a.abc}]
                                    ^
            """),
        WrongRecipe(
            "twoExportsToOnePath",
            sound + """
                export:
                  - {type: book, path: a.abc}
                  - {type: sheet, path: a.abc}
                """,
            """
            jig.yaml:7:25: error: export[1].path: 'a.abc' is written by another exporter
                - {type: sheet, path: a.abc}
                                      ^
            """),
        WrongRecipe(
            "exportsThatMeet",
            sound + """
                generate: {count: 9}
                export:
                  - {type: book, path: tune-3.mid}
                  - {type: sheet, path: "tune-{n}.mid"}
                """,
            """
            jig.yaml:8:25: error: export[1].path: 'tune-3.mid' is written by another exporter
                - {type: sheet, path: "tune-{n}.mid"}
                                      ^
            """),
        WrongRecipe(
            "manyTunesInOneSheet",
            sound + """
                generate: {count: 2}
                export: [{type: sheet, path: a.mid}]
                """,
            """
            jig.yaml:6:30: error: export[0].path: a sheet file holds one tune, but the recipe generates 2; put {n} in the path
              export: [{type: sheet, path: a.mid}]
                                           ^
            """),
        WrongRecipe(
            "sweepThatIsAList",
            sound + """
                sweep: [generator.order]
                """,
            """
            jig.yaml:5:8: error: sweep: expected a mapping such as {generator.order: [2, 4]}, found a list
              sweep: [generator.order]
                     ^
            """),
        WrongRecipe(
            "sweepOfNoValue",
            sound + """
                sweep: {generator.order: []}
                """,
            """
            jig.yaml:5:26: error: sweep.generator.order: expected a list of values, found an empty list
              sweep: {generator.order: []}
                                       ^
            """),
        WrongRecipe(
            "sweepOfTheSeedsOfNothing",
            sound + """
                sweep: {sampler.0.value: [0.8, 1.0]}
                """,
            """
            jig.yaml:5:9: error: sampler: there is no list with an item 0
              sweep: {sampler.0.value: [0.8, 1.0]}
                      ^
            """),
        WrongRecipe(
            "sweepOutOfRange",
            sound + """
                sweep: {generator.order: [2, 20]}
                """,
            """
            jig.yaml:5:30: error: generator.order: expected a whole number from 1 to 12, found '20'
              sweep: {generator.order: [2, 20]}
                                           ^
            """),
        WrongRecipe(
            "lockWithoutHashes",
            sound + """
                lock: {muse: 0.1, recipe: jigs}
                """,
            """
            jig.yaml:5:7: error: lock: 'corpus' is missing
              lock: {muse: 0.1, recipe: jigs}
                    ^
            jig.yaml:5:7: error: lock: 'vocabulary' is missing
              lock: {muse: 0.1, recipe: jigs}
                    ^
            """),
        WrongRecipe(
            "lockOfOtherFiles",
            sound + """
                lock: {muse: '0.1', recipe: jigs, corpus: [a, b], vocabulary: c}
                """,
            """
            jig.yaml:5:43: error: lock.corpus: the lock lists 2 corpus files, the corpus has 1; use --set '~lock' to run it as a new recipe
              lock: {muse: '0.1', recipe: jigs, corpus: [a, b], vocabulary: c}
                                                        ^
            """),
        WrongRecipe(
            "allMistakesInOrderOfPlace",
            """
            seed: x
            generate: {count: -5, best_off: 2}
            sampler: [{type: greedy, k: 1}]
            corpus: {files: [gone.abc]}
            tokenizer: {type: gird}
            generator:
              type: chain
              order: 0
              smoothing: 1
            """,
            """
            jig.yaml:1:7: error: seed: expected a whole number from 0 to 18446744073709551615 such as 7, found 'x'
              seed: x
                    ^
            jig.yaml:2:19: error: generate.count: expected a whole number from 1 to 1000000, found '-5'
              generate: {count: -5, best_off: 2}
                                ^
            jig.yaml:2:23: error: generate.best_off: no setting of generate is called 'best_off'; did you mean 'best_of'?
              generate: {count: -5, best_off: 2}
                                    ^
            jig.yaml:3:26: error: sampler[0].k: no setting of greedy is called 'k'; known: tokens
              sampler: [{type: greedy, k: 1}]
                                       ^
            jig.yaml:4:18: error: corpus.files[0]: there is no file or folder 'gone.abc'
              corpus: {files: [gone.abc]}
                               ^
            jig.yaml:5:19: error: tokenizer.type: no tokenizer is called 'gird'; did you mean 'grid'?
              tokenizer: {type: gird}
                                ^
            jig.yaml:8:10: error: generator.order: expected a whole number from 1 to 12, found '0'
                order: 0
                       ^
            jig.yaml:9:14: error: generator.smoothing: no choice is called '1'; known: kneser_ney, none
                smoothing: 1
                           ^
            """),
    ]
}
