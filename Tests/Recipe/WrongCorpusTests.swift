import Testing

/// Mistakes in the corpus.
@Suite struct WrongCorpusTests {
    @Test(arguments: cases) func isToldInFull(_ wrong: WrongRecipe) throws { try wrong.check() }

    static let cases = [
        WrongRecipe(
            "filesMissing",
            """
            muse: 1
            corpus: {transpose: tonic}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:9: error: corpus: 'files' is missing
              corpus: {transpose: tonic}
                      ^
            """),
        WrongRecipe(
            "filesThatAreAMapping",
            """
            muse: 1
            corpus: {files: {a: tunes.abc}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:17: error: corpus.files: expected a list, each item text, found a mapping
              corpus: {files: {a: tunes.abc}}
                              ^
            """),
        WrongRecipe(
            "noFilesListed",
            """
            muse: 1
            corpus: {files: []}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:17: error: corpus.files: expected at least one file, found an empty list
              corpus: {files: []}
                              ^
            """),
        WrongRecipe(
            "augmentWithoutAChange",
            """
            muse: 1
            corpus: {files: [tunes.abc], augment: {copies: 2}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:39: error: corpus.augment: nothing changes: give a range of `transpose`, `tempo` or `velocity`
              corpus: {files: [tunes.abc], augment: {copies: 2}}
                                                    ^
            """),
        WrongRecipe(
            "augmentByADescendingRange",
            """
            muse: 1
            corpus: {files: [tunes.abc], augment: {transpose: [5, -5]}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:51: error: corpus.augment.transpose: expected two ascending numbers, such as [-5, 6]
              corpus: {files: [tunes.abc], augment: {transpose: [5, -5]}}
                                                                ^
            """),
        WrongRecipe(
            "augmentBesideTransposition",
            """
            muse: 1
            corpus:
              files: [tunes.abc]
              transpose: all_keys
              augment: {transpose: [-5, 5]}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:5:24: error: corpus.augment.transpose: tunes are already transposed by `corpus.transpose: all_keys`
                augment: {transpose: [-5, 5]}
                                     ^
            """),
        WrongRecipe(
            "fileThatIsNotThere",
            """
            muse: 1
            corpus: {files: [tunes.abc, ../tuens.abc]}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:29: error: corpus.files[1]: there is no file or folder '../tuens.abc'
              corpus: {files: [tunes.abc, ../tuens.abc]}
                                          ^
            """),
        WrongRecipe(
            "patternWithoutMatch",
            """
            muse: 1
            corpus: {files: ['reels/*.abc']}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:18: error: corpus.files[0]: nothing matches 'reels/*.abc'
              corpus: {files: ['reels/*.abc']}
                               ^
            """),
        WrongRecipe(
            "fileOfAnUnknownKind",
            """
            muse: 1
            corpus: {files: [tunes.mp3]}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:18: error: corpus.files[0]: no importer reads '.mp3' files; known: abc, txt
              corpus: {files: [tunes.mp3]}
                               ^
            """),
        WrongRecipe(
            "folderWithoutTunes",
            """
            muse: 1
            corpus: {files: [empty]}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:18: error: corpus.files[0]: 'empty' contains no file of a known format: abc, txt
              corpus: {files: [empty]}
                               ^
            """),
        WrongRecipe(
            "folderOfAnotherLayout",
            """
            muse: 1
            corpus: {files: [empty], layout: maestro}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:18: error: corpus.files[0]: 'empty' is not MAESTRO: it has no table 'maestro-v*.csv'
              corpus: {files: [empty], layout: maestro}
                               ^
            """),
        WrongRecipe(
            "layoutOfNoFolder",
            """
            muse: 1
            corpus: {files: [gone], layout: pop909}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:18: error: corpus.files[0]: there is no folder 'gone'
              corpus: {files: [gone], layout: pop909}
                               ^
            """),
        WrongRecipe(
            "unknownLayout",
            """
            muse: 1
            corpus: {files: [tunes.abc], layout: meastro}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:38: error: corpus.layout: no choice is called 'meastro'; did you mean 'maestro'?
              corpus: {files: [tunes.abc], layout: meastro}
                                                   ^
            """),
        WrongRecipe(
            "unknownHeader",
            """
            muse: 1
            corpus: {files: [tunes.abc], where: {rythm: jig}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:38: error: corpus.where.rythm: no setting of where is called 'rythm'; did you mean 'rhythm'?
              corpus: {files: [tunes.abc], where: {rythm: jig}}
                                                   ^
            """),
        WrongRecipe(
            "excerptOfNoLength",
            """
            muse: 1
            corpus: {files: [tunes.abc], excerpt: {step: 0}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:39: error: corpus.excerpt: 'bars' is missing
              corpus: {files: [tunes.abc], excerpt: {step: 0}}
                                                    ^
            jig.yaml:2:46: error: corpus.excerpt.step: expected a whole number from 1 to 1024, found '0'
              corpus: {files: [tunes.abc], excerpt: {step: 0}}
                                                           ^
            """),
        WrongRecipe(
            "excerptThatIsANumber",
            """
            muse: 1
            corpus: {files: [tunes.abc], excerpt: 2}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:39: error: corpus.excerpt: expected a mapping, found '2'
              corpus: {files: [tunes.abc], excerpt: 2}
                                                    ^
            """),
        WrongRecipe(
            "meterThatIsNone",
            """
            muse: 1
            corpus: {files: [tunes.abc], where: {meter: [6/8, 6/7]}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:51: error: corpus.where.meter[1]: expected a meter such as 6/8, C, C| or none, found '6/7'
              corpus: {files: [tunes.abc], where: {meter: [6/8, 6/7]}}
                                                                ^
            """),
        WrongRecipe(
            "modeThatIsNone",
            """
            muse: 1
            corpus: {files: [tunes.abc], where: {mode: happy}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:44: error: corpus.where.mode: no choice is called 'happy'; known: major, dorian, phrygian, lydian, mixolydian, minor, locrian
              corpus: {files: [tunes.abc], where: {mode: happy}}
                                                         ^
            """),
        WrongRecipe(
            "unknownChoice",
            """
            muse: 1
            corpus: {files: [tunes.abc], transpose: all_kyes}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:41: error: corpus.transpose: no choice is called 'all_kyes'; did you mean 'all_keys'?
              corpus: {files: [tunes.abc], transpose: all_kyes}
                                                      ^
            """),
        WrongRecipe(
            "splitOutOfRange",
            """
            muse: 1
            corpus: {files: [tunes.abc], split: {validation: 1.5}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:50: error: corpus.split.validation: expected a number from 0 to 0.9, found '1.5'
              corpus: {files: [tunes.abc], split: {validation: 1.5}}
                                                               ^
            """),
        WrongRecipe(
            "splitThatLeavesNothing",
            """
            muse: 1
            corpus: {files: [tunes.abc], split: {validation: 0.5, test: 0.5}}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:2:37: error: corpus.split: validation and test together are 1; at most 0.95 of the tunes can be held out
              corpus: {files: [tunes.abc], split: {validation: 0.5, test: 0.5}}
                                                  ^
            """),
    ]
}
