import Foundation
import Testing

/// `generate: {continue: …}` and `{fill: …}`, run with the command.
@Suite struct TaskRunTests {
    private static let template = """
        X:1
        T:Template
        R:jig
        M:6/8
        L:1/8
        K:G
        |: d | gdg gdg | ? | fdf fdf | ? |
        egg dgg | cgg B2 g | cBc Adc | ? :|
        """

    private static func recipe(_ task: String, generator: String = "{type: markov, order: 3}") -> String {
        """
        muse: 1
        seed: 3
        corpus: {files: [tunes.abc]}
        tokenizer: {type: abc, form: true}
        generator: \(generator)
        generate: {count: 3, \(task)}
        export: [{type: abc, path: out.abc}]
        """
    }

    private static let network = """
        {type: transformer, layers: 1, channels: 32, bar_places: true, training: {steps: 30, batch_tokens: 256, \
        optimizer: adamw, learning_rate: 1e-2, infilling: 0.5, condition_dropout: 0.2}}
        """

    /// The text of each bar of a tune, without spaces.
    private func bars(_ tune: Substring) -> [String] {
        let music = tune.split(separator: "\n").filter { $0.contains("|") }
        return music.joined().split { "|:".contains($0) }.map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    }

    @Test(arguments: ["{type: markov, order: 3}", network]) func openBarsAreFilled(generator: String) throws {
        let folder = try Folder([
            "tunes.abc": tunebook, "jig.yaml": Self.recipe("fill: template.abc", generator: generator),
            "template.abc": Self.template,
        ])
        let run = try folder.muse("run", "jig.yaml", "--out", "o")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.errors.contains("fills from left to right") == generator.contains("markov"))
        let tunes = try folder.text("o/out.abc").components(separatedBy: "K:G\n").dropFirst()
        #expect(tunes.count == 3)
        for tune in tunes {
            let found = bars(tune[...])
            #expect(found.count == 9)
            for (bar, text) in [(0, "d"), (1, "gdggdg"), (3, "fdffdf"), (5, "eggdgg"), (6, "cggB2g"), (7, "cBcAdc")] {
                #expect(found[bar] == text, "\(tune)")
            }
        }
        #expect(try folder.shell("abc2midi o/out.abc -o x.mid | grep -i -c -E 'error|warning'").output == "0\n")
        // The lock names the template relative to its own folder.
        let again = try folder.muse("run", "o/recipe.lock.yaml", "--out", "again")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try folder.bytes("o/out.abc") == folder.bytes("again/out.abc"))
    }

    @Test func tunesContinueTheOpening() throws {
        let folder = try Folder([
            "tunes.abc": tunebook, "jig.yaml": Self.recipe("continue: start.abc"),
            "start.abc": "X:1\nT:s\nR:jig\nM:6/8\nL:1/8\nK:G\n|: d | gdg gdg | gdg bag |\n",
        ])
        let run = try folder.muse("run", "jig.yaml", "--out", "o")
        #expect(run.code == 0, "\(run.errors)")
        let tunes = try folder.text("o/out.abc").components(separatedBy: "K:G\n").dropFirst()
        #expect(tunes.count == 3)
        for tune in tunes { #expect(bars(tune[...]).prefix(3) == ["d", "gdggdg", "gdgbag"]) }
    }

    @Test(arguments: [
        ("fill: gone.abc", "", "gone.abc: No such file or directory"),
        ("fill: start.abc", "", "no bar is written '?' in this tune"),
        ("continue: template.abc, fill: template.abc", "", "'continue' and 'fill' cannot be combined"),
        ("fill: notes.txt", "", "no importer reads 'notes.txt'; known extensions: abc"),
        ("continue: template.abc, condition: {key: D}", "", "is not allowed there by the recipe"),
        ("fill: template.abc, condition: {key: D}", "", "no tune that meets the recipe's demands continues with"),
        ("guidance: 11", "", "expected a number from 0 to 10, found '11'"),
    ]) func impossibleTasksAreReportedBeforeAnyWork(task: String, place: String, message: String) throws {
        let folder = try Folder([
            "tunes.abc": tunebook, "jig.yaml": Self.recipe(task), "template.abc": Self.template, "notes.txt": "d2",
            "start.abc": "X:1\nT:s\nR:jig\nM:6/8\nL:1/8\nK:G\n|: gdg gdg :|\n",
        ])
        let run = try folder.muse("run", "jig.yaml", "--out", "o")
        #expect(run.code == 65)
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(run.errors.hasPrefix("jig.yaml:6:"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/o"))
    }

    @Test func guidanceIsUsedOrRefused() throws {
        let folder = try Folder([
            "tunes.abc": tunebook, "jig.yaml": Self.recipe("guidance: 2, condition: {rhythm: jig}"),
        ])
        let run = try folder.muse("run", "jig.yaml", "--out", "o")
        #expect(run.code == 65)
        #expect(
            run.errors.contains(
                "generate.guidance: a model of 'markov' cannot use classifier-free guidance; use 'lstm', 'gru'"),
            "\(run.errors)")
        try folder.write("net.yaml", Self.recipe("guidance: 2, condition: {rhythm: jig}", generator: Self.network))
        let net = try folder.muse("run", "net.yaml", "--out", "n")
        #expect(net.code == 0 && !net.errors.contains("guidance"), "\(net.errors)")
        let metrics = try folder.text("n/metrics.jsonl")
        #expect(metrics.contains("\"held_out_loss\":") && metrics.contains("\"loss\":"))
    }
}
