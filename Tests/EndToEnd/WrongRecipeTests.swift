import Foundation
import Testing

/// Mistakes in recipes with built-in components, and the complete output for each.
@Suite struct WrongRecipeTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Parts of the valid recipe, and their replacements.
        let changes: [(String, String)]
        let text: String

        init(_ name: String, _ changes: [(String, String)], _ text: String) {
            testDescription = name
            self.changes = changes
            self.text = text
        }
    }

    @Test(arguments: cases) func isReportedInFull(_ wrong: Wrong) throws {
        var recipe = Self.valid
        for (old, new) in wrong.changes {
            try #require(recipe.contains(old))
            recipe = recipe.replacingOccurrences(of: old, with: new)
        }
        let folder = try Folder(["tunes.abc": ladder, "r.yaml": recipe])
        let check = try folder.muse("check", "r.yaml")
        #expect(check.code == 65)
        #expect(check.output == "")
        #expect(check.errors == wrong.text + "\n")
    }

    private static let valid = """
        muse: 1
        corpus: {files: [tunes.abc]}
        tokenizer: {type: abc}
        generator: {type: markov, order: 3}
        sampler: [{type: top_k, k: 8}]
        constraints: [{type: form, sections: [8, 8]}]
        generate: {count: 2}
        export: [{type: abc, path: a.abc}]

        """

    private static let cases = [
        Wrong(
            "nearest sampler", [("top_k", "topk")],
            """
            r.yaml:5:18: error: sampler[0].type: no sampler is called 'topk'; did you mean 'top_k'?
              sampler: [{type: topk, k: 8}]
                               ^
            """),
        Wrong(
            "token class that the tokenizer lacks", [("k: 8", "k: 8, tokens: [pitch, hold]")],
            """
            r.yaml:5:47: error: sampler[0].tokens: the tokenizer 'abc' has no tokens of the class 'hold'; it has pitch, \
            rest, duration, bar, header, end, other
              sampler: [{type: top_k, k: 8, tokens: [pitch, hold]}]
                                                            ^
            """),
        Wrong(
            "unknown token class", [("k: 8", "k: 8, tokens: pich")],
            """
            r.yaml:5:39: error: sampler[0].tokens: no choice is called 'pich'; did you mean 'pitch'?
              sampler: [{type: top_k, k: 8, tokens: pich}]
                                                    ^
            """),
        Wrong(
            "token that the vocabulary lacks", [("top_k, k: 8", "logit_bias, bias: {<ende>: 1}")],
            """
            r.yaml:5:45: error: sampler[0].bias.<ende>: no token of the tokenizer is called '<ende>'; did you mean '<end>'?
              sampler: [{type: logit_bias, bias: {<ende>: 1}}]
                                                          ^
            """),
        Wrong(
            "half a schedule", [("k: 8", "k: {start: 8}")],
            """
            r.yaml:5:28: error: sampler[0].k: 'end' is missing
              sampler: [{type: top_k, k: {start: 8}}]
                                         ^
            """),
        Wrong(
            "schedule of a setting that cannot vary", [("top_k, k: 8", "dry, window: {start: 8, end: 9}")],
            """
            r.yaml:5:31: error: sampler[0].window: expected a whole number from 2 to 1000000, found a mapping
              sampler: [{type: dry, window: {start: 8, end: 9}}]
                                            ^
            """),
        Wrong(
            "search that is too narrow",
            [("{count: 2}", "{count: 2, best_of: 8,\n  search: {type: beam, width: 15}}")],
            """
            r.yaml:8:31: error: generate.search.width: a search of width 15 finds at most 15 tunes, but 2 × `best_of: 8` \
            are needed
                search: {type: beam, width: 15}}
                                            ^
            """),
        Wrong(
            "setting of another search", [("count: 2", "count: 2, search: {type: beam, groups: 2}")],
            """
            r.yaml:7:51: error: generate.search.groups: 'groups' has no effect here: it needs `type: diverse_beam`
              generate: {count: 2, search: {type: beam, groups: 2}}
                                                                ^
            """),
        Wrong(
            "groups of unequal size", [("{count: 2}", "{count: 2,\n  search: {type: diverse_beam, width: 9}}")],
            """
            r.yaml:8:39: error: generate.search.width: a width of 9 cannot be divided into 4 groups of equal size
                search: {type: diverse_beam, width: 9}}
                                                    ^
            """),
        Wrong(
            "nearest setting", [("order: 3", "oder: 3")],
            """
            r.yaml:4:27: error: generator.oder: no setting of markov is called 'oder'; did you mean 'order'?
              generator: {type: markov, oder: 3}
                                        ^
            """),
        Wrong(
            "nearest key", [("corpus:", "corps:")],
            """
            r.yaml:1:1: error: 'corpus' is missing
              muse: 1
              ^
            r.yaml:2:1: error: corps: no setting of recipe is called 'corps'; did you mean 'corpus'?
              corps: {files: [tunes.abc]}
              ^
            """),
        Wrong(
            "out of range", [("order: 3", "order: 0")],
            """
            r.yaml:4:34: error: generator.order: expected a whole number from 1 to 16, found '0'
              generator: {type: markov, order: 0}
                                               ^
            """),
        Wrong(
            "all at once, in order", [("order: 3", "order: much"), ("k: 8", "k: -1"), ("count: 2", "count: [2]")],
            """
            r.yaml:4:34: error: generator.order: expected a whole number from 1 to 16, found 'much'
              generator: {type: markov, order: much}
                                               ^
            r.yaml:5:28: error: sampler[0].k: expected a whole number of at least 1, found '-1'
              sampler: [{type: top_k, k: -1}]
                                         ^
            r.yaml:7:19: error: generate.count: expected a whole number from 1 to 1000000, found a list
              generate: {count: [2]}
                                ^
            """),
        Wrong(
            "an empty list", [("sections: [8, 8]", "sections: []")],
            """
            r.yaml:6:38: error: constraints[0].sections: a tune has at least one section
              constraints: [{type: form, sections: []}]
                                                   ^
            """),
        Wrong(
            "two constraints that exclude each other",
            [("sections: [8, 8]}]", "sections: [8, 8]}, {type: bars, count: 12}]")],
            """
            r.yaml:6:47: error: constraints[1]: asks for 12 bars, but constraints[0] (r.yaml:6:15) asks for 16 bars
              constraints: [{type: form, sections: [8, 8]}, {type: bars, count: 12}]
                                                            ^
            """),
        Wrong(
            "a tokenizer that cannot express a constraint", [("{type: abc}\ngen", "{type: melody}\ngen")],
            """
            r.yaml:6:15: error: constraints[0]: the melody tokenizer has no repeats; use 'repeats: none'
              constraints: [{type: form, sections: [8, 8]}]
                            ^
            """),
        Wrong(
            "several tunes in one file", [("{type: abc, path: a.abc}", "{type: midi, path: a.mid}")],
            """
            r.yaml:8:29: error: export[0].path: a midi file holds one tune, but the recipe generates 2; put {n} in the path
              export: [{type: midi, path: a.mid}]
                                          ^
            """),
        Wrong(
            "a missing corpus file", [("tunes.abc", "tune.abc")],
            """
            r.yaml:2:18: error: corpus.files[0]: there is no file or folder 'tune.abc'
              corpus: {files: [tune.abc]}
                               ^
            """),
        Wrong(
            "invalid YAML", [("[tunes.abc]}", "[tunes.abc}")],
            """
            r.yaml:2:17: error: the '[' that opens here is not closed by ']', or a ',' is missing
              corpus: {files: [tunes.abc}
                              ^
            """),
        Wrong(
            "a duplicate key", [("generate:", "muse: 1\ngenerate:")],
            """
            r.yaml:7:1: error: 'muse' occurs twice; the first is at r.yaml:1:1
              muse: 1
              ^
            """),
    ]
}
