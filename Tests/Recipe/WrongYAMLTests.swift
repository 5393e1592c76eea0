import Testing

/// Texts that are not valid YAML for recipes, and the messages about them.
@Suite struct WrongYAMLTests {
    @Test(arguments: cases) func isToldInFull(_ wrong: WrongRecipe) throws { try wrong.check() }

    static let cases = [
        WrongRecipe(
            "nothingAtAll",
            "",
            """
            jig.yaml:1:1: error: the recipe is empty
            """),
        WrongRecipe(
            "onlyAComment",
            """
            # a recipe, some day
            """,
            """
            jig.yaml:1:1: error: the recipe is empty
              # a recipe, some day
              ^
            """),
        WrongRecipe(
            "aListAtTheTop",
            """
            - generator
            - tokenizer
            """,
            """
            jig.yaml:1:1: error: expected a mapping of sections such as 'generator: {type: …}', found a list
              - generator
              ^
            """),
        WrongRecipe(
            "aSentence",
            """
            make me a jig
            """,
            """
            jig.yaml:1:1: error: expected a mapping of sections such as 'generator: {type: …}', found 'make me a jig'
              make me a jig
              ^
            """),
        WrongRecipe(
            "tabsForIndent",
            """
            generator:
            \ttype: chain
            """,
            """
            jig.yaml:2:1: error: tabs are not allowed as indentation; use spaces
               type: chain
              ^
            """),
        WrongRecipe(
            "sameKeyTwice",
            sound + """
                seed: 1
                title: a
                seed: 2
                """,
            """
            jig.yaml:7:1: error: 'seed' occurs twice; the first is at jig.yaml:5:1
              seed: 2
              ^
            """),
        WrongRecipe(
            "sameKeyTwiceInBraces",
            """
            generator: {order: 1, type: chain, order: 2}
            """,
            """
            jig.yaml:1:36: error: 'order' occurs twice; the first is at jig.yaml:1:13
              generator: {order: 1, type: chain, order: 2}
                                                 ^
            """),
        WrongRecipe(
            "quoteNeverClosed",
            sound + """
                title: "Jigs
                seed: 1
                """,
            """
            jig.yaml:5:8: error: the quote that opens here is never closed
              title: "Jigs
                     ^
            """),
        WrongRecipe(
            "bracketNeverClosed",
            """
            corpus:
              files: [a.abc, b.abc
            tokenizer: {type: grid}
            """,
            """
            jig.yaml:2:10: error: the '[' that opens here is not closed by ']', or a ',' is missing
                files: [a.abc, b.abc
                       ^
            """),
        WrongRecipe(
            "braceNeverClosed",
            """
            tokenizer: {type: grid
            generator: {type: chain}
            """,
            """
            jig.yaml:1:12: error: the '{' that opens here is not closed by '}', or a ',' is missing
              tokenizer: {type: grid
                         ^
            """),
        WrongRecipe(
            "colonInsideAValue",
            """
            title: Jigs: the best
            """,
            """
            jig.yaml:1:12: error: a second ':' in one line; put a value that contains ': ' in quotes
              title: Jigs: the best
                         ^
            """),
        WrongRecipe(
            "valueThatStartsWithASign",
            """
            title: @home
            """,
            """
            jig.yaml:1:8: error: a value cannot start with '@'; put it in quotes
              title: @home
                     ^
            """),
        WrongRecipe(
            "indentThatFitsNowhere",
            """
            generator:
                type: chain
              order: 2
            """,
            """
            jig.yaml:3:3: error: the line is not aligned with the keys above it, from line 1
                order: 2
                ^
            """),
        WrongRecipe(
            "keyWithoutColon",
            """
            seed: 1
            generator
            tokenizer: {type: grid}
            """,
            """
            jig.yaml:2:1: error: expected 'key: value'; a ':' is missing
              generator
              ^
            """),
        WrongRecipe(
            "listOnTheKeysLine",
            """
            sampler: - {type: greedy}
            """,
            """
            jig.yaml:1:10: error: a list cannot start here; put its first '-' on a new line
              sampler: - {type: greedy}
                       ^
            """),
        WrongRecipe(
            "aliasOfNothing",
            """
            generator: *base
            """,
            """
            jig.yaml:1:12: error: alias '*base' has no anchor '&base' before it
              generator: *base
                         ^
            """),
        WrongRecipe(
            "aliasInsideItself",
            """
            generator: &g
              type: chain
              more: *g
            """,
            """
            jig.yaml:3:9: error: alias '*g' is inside its own anchor '&g'
                more: *g
                      ^
            """),
        WrongRecipe(
            "codeTag",
            """
            generator: !!python/object:os.system {}
            """,
            """
            jig.yaml:1:12: error: tags such as '!!python/object:os.system' are not allowed in recipes
              generator: !!python/object:os.system {}
                         ^
            """),
        WrongRecipe(
            "numberTagOnText",
            """
            seed: !!int seven
            """,
            """
            jig.yaml:1:7: error: 'seven' does not match its tag '!!int'
              seed: !!int seven
                    ^
            """),
        WrongRecipe(
            "mergeKey",
            """
            a: &a {type: chain}
            generator:
              <<: *a
            """,
            """
            jig.yaml:3:3: error: merge keys ('<<') are not supported; use 'extends' to build on a recipe
                <<: *a
                ^
            """),
        WrongRecipe(
            "numberAsKey",
            """
            1: one
            """,
            """
            jig.yaml:1:1: error: a key must be text, not a whole number; put it in quotes
              1: one
              ^
            """),
        WrongRecipe(
            "listAsKey",
            """
            ? [a, b]
            : c
            """,
            """
            jig.yaml:1:3: error: a key must be text, not a list
              ? [a, b]
                ^
            """),
        WrongRecipe(
            "secondDocument",
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain}
            ---
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: grid}
            generator: {type: chain}
            """,
            """
            jig.yaml:5:1: error: a second document starts here; a recipe has only one
              ---
              ^
            """),
        WrongRecipe(
            "unknownEscape",
            """
            title: "C:\\muse"
            """,
            """
            jig.yaml:1:11: error: unknown escape in double quotes; write '\\\\' for a backslash
              title: "C:\\muse"
                        ^
            """),
        WrongRecipe(
            "columnsCountCharacters",
            """
            title: Óró, sé do bheatha: 'bhaile
            """,
            """
            jig.yaml:1:26: error: a second ':' in one line; put a value that contains ': ' in quotes
              title: Óró, sé do bheatha: 'bhaile
                                       ^
            """),
    ]
}
