import Foundation
import Testing

/// `muse list` and `muse describe`.
@Suite struct ComponentsTests {
    @Test func listNamesEveryKind() throws {
        let folder = try Folder()
        let list = try folder.muse("list")
        #expect(list.code == 0)
        let headings = list.lines.filter { !$0.hasPrefix(" ") }
        #expect(
            headings == [
                "tokenizers", "generators", "samplers", "constraints", "rules", "importers", "exporters",
            ])
        #expect(list.lines.contains { $0.hasPrefix("  markov  ") })
    }

    @Test func listOfOneKindTakesSingularAndPlural() throws {
        let folder = try Folder()
        let samplers = try folder.muse("list", "samplers")
        #expect(samplers.lines.first == "samplers")
        #expect(!samplers.output.contains("markov"))
        #expect(try folder.muse("list", "sampler").output == samplers.output)
        let unknown = try folder.muse("list", "sampelr")
        #expect(unknown.code == 64)
        #expect(
            unknown.errors.hasPrefix("error: no kind of component is called 'sampelr'; did you mean 'sampler'?"),
            "\(unknown.errors)")
    }

    @Test func describePrintsSettingsAndAnExample() throws {
        let folder = try Folder()
        let described = try folder.muse("describe", "top_k")
        #expect(described.code == 0)
        #expect(described.output.hasPrefix("top_k (sampler): keeps the k best tokens\n"), "\(described.output)")
        #expect(described.output.contains("\n  k: "))
        #expect(described.output.hasSuffix("\n    sampler:\n      - {type: top_k, k: 40}\n"), "\(described.output)")
    }

    @Test func describingAnUnknownNameIsWrongUse() throws {
        let folder = try Folder()
        let unknown = try folder.muse("describe", "topk")
        #expect(unknown.code == 64)
        #expect(unknown.output == "")
        #expect(unknown.errors == "error: no component or section is called 'topk'; did you mean 'top_k'?\n")
    }

    @Test func describePrintsEachKeyOfASection() throws {
        let folder = try Folder()
        #expect(
            try folder.muse("describe", "corpus.split").output == """
                corpus.split: split of the tunes into training, validation and test; variants of a tune stay together; \
                tunes that their file assigns to a side stay there, and the shares apply to the others

                  validation: tunes held out to measure the fit
                      a number from 0 to 0.9 (share of tunes); default 0.1; affects fitting
                  test: tunes held out and not used in fitting
                      a number from 0 to 0.9 (share of tunes); default 0; affects fitting

                """)
        for name in ["recipe", "corpus", "generate", "finetune", "generate.condition", "sampler", "generate.count"] {
            let described = try folder.muse("describe", name)
            #expect(described.code == 0 && described.output.hasPrefix("\(name): "), "\(described.output)")
        }
        let misspelt = try folder.muse("describe", "generate.conditon")
        #expect(misspelt.code == 64)
        #expect(
            misspelt.errors
                == "error: no component or section is called 'generate.conditon'; did you mean 'generate.condition'?\n")
    }

    @Test func describeNamesCapabilitiesAndTheirConditions() throws {
        let described = try Folder().muse("describe", "gru")
        #expect(described.output.contains("\nCan continue a given tune, "), "\(described.output)")
        #expect(
            described.output.contains("guidance (with `training.condition_dropout` above 0)"), "\(described.output)")
    }

    @Test func describePrintsEachValueOfARecipe() throws {
        let folder = try Folder([
            "tunes.abc": tunebook,
            "jig.yaml": """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: abc
            generator: {type: markov, order: 4}
            sampler: [{type: top_k, k: 8}]
            export: abc

            """,
        ])
        let described = try folder.muse("describe", "jig.yaml")
        #expect(described.code == 0, "\(described.errors)")
        #expect(described.output.hasPrefix("jig\n"))
        #expect(described.output.contains("\n  order = 4 (line 4): "), "\(described.output)")
        #expect(described.output.contains("\nsampler top_k: keeps the k best tokens\n  k = 8 (line 5): "))
        #expect(described.output.contains("\n  count = 1 (default): "))
        #expect(described.output.contains("\nThe model can continue a given tune, "))
        let missing = try folder.muse("describe", "jog.yaml")
        #expect(missing.code == 74, "\(missing.errors)")
    }

    @Test func everyExampleIsAcceptedByCheck() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        #expect(try folder.muse("convert", "tunes.abc", "tune-{n}.mid").code == 0)
        let names = try folder.muse("list").lines.filter { $0.hasPrefix("  ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(names.count > 15)
        for name in Set(names).sorted() {
            let needed = [
                ("corpus", "{files: [tunes.abc]}"), ("generator", "{type: markov}"),
                (
                    "tokenizer",
                    name == "grid_gan" ? "{type: melody}" : "{type: abc, chord_symbols: true, ornaments: true}"
                ),
            ]
            let pieces = try folder.muse("describe", name).output.components(separatedBy: "Example:\n")
            for piece in pieces.dropFirst() {
                let lines = piece.split(separator: "\n").prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
                // The example of an importer leaves out the files.
                let example = (lines.joined(separator: "\n") + "\n")
                    .replacingOccurrences(of: "corpus:\n  importer", with: "corpus:\n  files: [\"*.mid\"]\n  importer")
                let rest = needed.filter { !example.hasPrefix($0.0 + ":") }.map { "\($0.0): \($0.1)\n" }
                // These two have no tokens for meters.
                let hasMeters = name != "mumidi" && name != "structured"
                let generate = "generate: {count: 1\(hasMeters ? ", condition: {meter: 6/8}" : "")}"
                try folder.write("example.yaml", "muse: 1\n\(rest.joined())\(generate)\n\(example)")
                let check = try folder.muse("check", "example.yaml")
                #expect(check.code == 0, "\(name): \(check.errors)")
            }
        }
    }
}
