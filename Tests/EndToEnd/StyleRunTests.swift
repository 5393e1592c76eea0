import Foundation
import Testing

/// `generate: {style: …}` and the tokenizer's `labels`, run with the command.
@Suite struct StyleRunTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized.path

    private static func recipe(_ type: String, _ generate: String, labels: String = "{}") -> String {
        """
        muse: 1
        seed: 3
        title: Tunes
        corpus: {files: [tunes.abc]}
        tokenizer: {type: abc, form: true, labels: \(labels)}
        generator:
          type: \(type)
          layers: 1
          channels: 32
          training: {steps: 40, batch_tokens: 256, optimizer: adamw, learning_rate: 1e-2}
        generate: {count: 3, \(generate)}
        export: [{type: abc, path: out.abc}]
        """
    }

    /// The lines of a tunebook without its provenance.
    private func music(_ folder: Folder, _ name: String) throws -> [Substring] {
        try folder.text(name).split(separator: "\n").filter { !$0.hasPrefix("N:") }
    }

    @Test(arguments: ["lstm", "gru", "transformer"]) func aMixOfOneStyleEqualsTheCondition(type: String) throws {
        let folder = try Folder(["tunes.abc": tunebook])
        var books: [[Substring]] = []
        for (i, asked) in [
            "condition: {rhythm: jig}", "style: {jig: 0.3}", "style: {jig: 1, reel: 1}", "style: {jig: 1, reel: 1}",
        ].enumerated() {
            try folder.write("\(i).yaml", Self.recipe(type, asked))
            let run = try folder.muse("run", "\(i).yaml", "--out", "o\(i)")
            #expect(run.code == 0, "\(run.errors)")
            books.append(try music(folder, "o\(i)/out.abc"))
        }
        #expect(books[0].elementsEqual(books[1]))
        #expect(books[2].elementsEqual(books[3]))
        #expect(books[2].count { $0 == "R:jig" } == 3)
    }

    @Test(arguments: ["{type: markov, order: 3}", "{type: grid_gan}"]) func modelsThatCannotMixStylesAreRefused(
        generator: String
    ) throws {
        let folder = try Folder([
            "tunes.abc": tunebook,
            "a.yaml": """
            corpus: {files: [tunes.abc]}
            tokenizer: {type: abc}
            generator: \(generator)
            generate: {style: {jig: 1, reell: 1}}
            export: [{type: abc}]
            """,
        ])
        let check = try folder.muse("check", "a.yaml")
        #expect(check.code == 65)
        #expect(check.errors.contains("a.yaml:4:12: error: generate.style: a model of '"), "\(check.errors)")
        #expect(check.errors.contains("no control token is called 'reell'; did you mean 'reel'?"), "\(check.errors)")
    }

    @Test func labelsAppearInTheHeaders() throws {
        let tunes = tunebook.replacing("R:jig", with: "O:Ireland\nC:trad.\nR:jig")
            .replacing("R:reel", with: "O:Scotland\nR:reel")
        let folder = try Folder(["tunes.abc": tunes])
        let labels = "{origin: [Ireland, Scotland], composer: [trad]}"
        try folder.write(
            "a.yaml", Self.recipe("gru", "condition: {origin: Ireland, composer: trad}", labels: labels))
        let asked = try folder.muse("run", "a.yaml", "--out", "a")
        #expect(asked.code == 0, "\(asked.errors)")
        let book = try folder.text("a/out.abc")
        #expect(book.components(separatedBy: "\nC:trad\nO:Ireland\n").count == 4, "\(book)")
        try folder.write(
            "b.yaml", Self.recipe("gru", "style: {Scotland: 2, Ireland: 1, reel: 1}", labels: labels))
        let mixed = try folder.muse("run", "b.yaml", "--out", "b")
        #expect(mixed.code == 0, "\(mixed.errors)")
        #expect(mixed.errors.contains("loaded from the cache"))
        #expect(try folder.text("b/out.abc").components(separatedBy: "\nO:Scotland\nR:reel\n").count == 4)
        try folder.write("c.yaml", Self.recipe("gru", "condition: {origin: Wales}", labels: labels))
        let wrong = try folder.muse("check", "c.yaml")
        #expect(wrong.code == 65)
        #expect(wrong.errors.contains("generate.condition.origin: no origin is called 'Wales'"), "\(wrong.errors)")
    }

    @Test func theStylesRecipeGivesCompleteTunesAndTheSameTwice() throws {
        let folder = try Folder()
        for out in ["a", "b"] {
            let run = try folder.muse(
                "run", "\(Self.root)/Recipes/styles.yaml", "--count", "12", "--set", "generate.best_of=1", "--out", out)
            #expect(run.code == 0, "\(run.errors)")
        }
        #expect(try folder.contents("a") == folder.contents("b"))
        let book = try folder.text("a/styles.abc")
        #expect(book.components(separatedBy: "\nR:reel\n").count == 13)
        #expect(book.components(separatedBy: "\nM:C|\n").count == 13)
        let judged = try folder.muse("evaluate", "a/styles.abc")
        #expect(judged.lines.contains { $0.hasPrefix("valid bars ") && $0.hasSuffix("100.0 %") }, "\(judged.output)")
        #expect(judged.lines.contains { $0.hasPrefix("valid tunes ") && $0.hasSuffix("12 of 12, 100.0 %") })
    }

    @Test func aMixGivesOtherTunesThanEitherStyle() throws {
        let folder = try Folder()
        var books: [[Substring]] = []
        for style in ["{reel: 1}", "{reel: 0.6, hornpipe: 0.4}", "{hornpipe: 1}"] {
            let run = try folder.muse(
                "run", "\(Self.root)/Recipes/styles.yaml", "--count", "4", "--set", "generate.best_of=1", "--set",
                "generate.style=\(style)", "--out", style)
            #expect(run.code == 0, "\(run.errors)")
            books.append(try music(folder, "\(style)/styles.abc").filter { $0.contains("|") && !$0.hasPrefix("M:") })
        }
        #expect(!books[0].elementsEqual(books[1]) && !books[1].elementsEqual(books[2]))
    }
}
