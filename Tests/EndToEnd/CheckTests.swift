import Foundation
import Testing

/// `muse check` and `muse schema`.
@Suite struct CheckTests {
    @Test func aValidRecipeIsAllRight() throws {
        let folder = try Folder.withRecipe()
        let check = try folder.muse("check", "jig.yaml")
        #expect(check.code == 0)
        #expect(check.output == "jig.yaml: all right\n")
        #expect(check.errors == "")
        #expect(try folder.files() == ["jig.yaml", "tunes.abc"])
    }

    @Test func mistakesGoToStandardErrorAndStopARun() throws {
        let folder = try Folder.withRecipe(jigRecipe.replacingOccurrences(of: "markov", with: "markvo"))
        for command in ["check", "run", "fit", "generate"] {
            let result = try folder.muse(command, "jig.yaml")
            #expect(result.code == 65)
            #expect(result.output == "")
            #expect(
                result.errors == """
                    jig.yaml:6:19: error: generator.type: no generator is called 'markvo'; did you mean 'markov'?
                      generator: {type: markvo, order: 3}
                                        ^

                    """)
        }
        #expect(try folder.files() == ["jig.yaml", "tunes.abc"])
    }

    @Test func valuesForSectionsThatAreMissingAreWarnedOf() throws {
        let folder = try Folder.withRecipe(
            jigRecipe.replacingOccurrences(of: "value: 0.9", with: "value: {sections: [1, 0.9, 0.8]}"))
        let check = try folder.muse("check", "jig.yaml")
        #expect(check.code == 0)
        #expect(
            check.errors.hasPrefix(
                "jig.yaml:8:43: warning: sampler[0].value.sections: the last value has no effect: the tune has 2 sections"
            ))
    }

    @Test func warningsGoToStandardError() throws {
        let folder = try Folder.withRecipe(jigRecipe.components(separatedBy: "export:")[0])
        let warning = "warning: export: no tunes will be written: add exporters, such as `export: [{type: abc}]`\n"
        let check = try folder.muse("check", "jig.yaml")
        #expect(check.code == 0)
        #expect(check.output == "jig.yaml: all right\n")
        #expect(check.errors == warning)
        let run = try folder.muse("run", "jig.yaml", "--out", "o")
        #expect(run.code == 0)
        #expect(run.errors.hasPrefix(warning))
        #expect(try folder.muse("run", "jig.yaml", "--out", "o", "--quiet").errors == "")
    }

    @Test func aKindThatTheCorpusLacksIsFoundBeforeAnyWork() throws {
        let recipe = jigRecipe.replacingOccurrences(of: "rhythm: jig}, split", with: "rhythm: jigg}, split")
        let folder = try Folder.withRecipe(recipe)
        let check = try folder.muse("check", "jig.yaml")
        #expect(check.code == 65)
        #expect(check.errors.contains("corpus.where.rhythm: none of "), "\(check.errors)")
        #expect(check.errors.contains("has the rhythm 'jigg'; did you mean 'jig'?"), "\(check.errors)")
    }

    @Test func resolvedShowsEveryValueAndItsOrigin() throws {
        let folder = try Folder([
            "tunes.abc": tunebook,
            "jig.yaml": """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: abc}
            generator: {type: markov}
            sampler:
              - {type: top_k, k: 8}

            """,
        ])
        let check = try folder.muse(
            "check", "jig.yaml", "--resolved", "--seed", "5", "--set", "generator.order=4")
        #expect(check.code == 0, "\(check.errors)")
        for line in [
            "muse: 1  # jig.yaml:1", "seed: 5  # --seed", "  order: 4  # --set", "    k: 8  # jig.yaml:6",
            "  transpose: none  # default", "  pitch: relative  # default", "  best_of: 1  # default",
        ] {
            #expect(check.lines.contains(line), "no '\(line)' in\n\(check.output)")
        }
        // A resolved recipe is itself a recipe, with the same values.
        try folder.write("again.yaml", check.output)
        let again = try folder.muse("check", "again.yaml", "--resolved")
        #expect(again.code == 0, "\(again.errors)")
        #expect(Self.withoutOrigins(again) == Self.withoutOrigins(check))
    }

    @Test func schemaIsJSONAndKnowsTheComponents() throws {
        let folder = try Folder()
        let schema = try folder.muse("schema")
        #expect(schema.code == 0)
        let json = try JSONSerialization.jsonObject(with: Data(schema.output.utf8))
        let root = try #require(json as? [String: Any])
        #expect((root["$schema"] as? String)?.contains("json-schema.org") == true)
        // Recipes with `extends` need fewer keys; this is the part for those without.
        let recipe = try #require(root["else"] as? [String: Any])
        let properties = try #require(recipe["properties"] as? [String: Any])
        #expect(Set(["muse", "corpus", "tokenizer", "generator", "sampler", "export"]).isSubset(of: properties.keys))
        for name in ["markov", "top_k", "ends_on_tonic", "musicxml"] { #expect(schema.output.contains("\"\(name)\"")) }
    }

    private static func withoutOrigins(_ result: MuseBinary.Result) -> [String] {
        result.lines.map { $0.components(separatedBy: "  # ")[0] }
    }
}
