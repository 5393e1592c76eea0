import Foundation
import Testing

/// The tools for authors of plug-ins: `plugins test`, `plugins watch`, `--trace` and `--verbose`.
@Suite struct PluginToolsTests {
    /// A recipe with the sampler `mine`, which prints a line at the start of each tune.
    private func folder(_ language: String) throws -> Folder {
        let folder = try Folder.withRecipe(
            jigRecipe.replacingOccurrences(of: "type: temperature, value: 0.9", with: "type: mine")
                + "plugins: [mine]\n")
        #expect(
            try folder.muse("plugins", "new", "mine", "--kind", "sampler", "--language", language).code == 0)
        let (file, before, after) =
            language == "c"
            ? (
                "mine/mine.c", "    for (size_t i", "    if (count == 0) printf(\"a tune\\n\");\n    for (size_t i"
            )
            : (
                "mine/mine.py", "        for token",
                "        if not tune:\n            print('a tune')\n        for token"
            )
        let code = try folder.text(file)
        #expect(code.contains(before))
        let start = language == "c" ? "#include <stdio.h>\n" : ""
        try folder.write(file, start + code.replacingOccurrences(of: before, with: after))
        let tested = try folder.shell("PATH='\(PluginLanguages.path)' \"$MUSE\" plugins test mine")
        #expect(tested.code == 0 && tested.output == "sampler 'mine' passes\n", "\(tested.errors)")
        #expect(
            tested.errors.hasPrefix("tests.yaml: 1 case passes\nsampler 'mine': a step of 6 tunes takes "),
            "\(tested.errors)")
        return folder
    }

    @Test func theSchemaOfTheMessagesIsPrinted() throws {
        let printed = try Folder.withRecipe().muse("plugins", "schema")
        #expect(printed.code == 0 && printed.errors == "", "\(printed.errors)")
        let schema = try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any]
        #expect(schema?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test(arguments: ["python", "c"]) func aTraceHasEachCall(language: String) throws {
        let folder = try folder(language)
        let run = try folder.muse("run", "jig.yaml", "--out", "o", "--quiet", "--trace", "trace.txt")
        #expect(run.code == 0 && run.errors == "", "\(run.errors)")
        let lines = try folder.text("trace.txt").split(separator: "\n")
        try #require(lines.count > 100)
        #expect(lines[0].contains(" mine initialize {memory: {path: "), "\(lines[0])")
        #expect(lines[1].contains(#" mine create {kind: "sampler", settings: {penalty: 0.5, window: 8}, "#))
        let step =
            #/\d+\.\d{6} mine sampler/adjust \d+ rows? of \d+: tokens( \d+\+\d+)+ → best( \d+ \(-?[0-9.]+\))+ in [0-9.]+ .?s/#
        #expect(lines.dropFirst(2).allSatisfy { $0.wholeMatch(of: step) != nil }, "\(lines[2])")
        // The tunes are the same as without a trace.
        let tunes = try folder.bytes("o/jigs.abc")
        #expect(try folder.muse("run", "jig.yaml", "--out", "p", "--quiet").code == 0)
        #expect(try folder.bytes("p/jigs.abc") == tunes)
        let shown = try folder.muse("run", "jig.yaml", "--out", "p", "--quiet", "--trace", "-")
        #expect(shown.code == 0 && shown.errors.contains(" mine create {kind: "))
        #expect(try folder.muse("run", "jig.yaml", "--trace", "nowhere/trace.txt").code == 74)
    }

    @Test(arguments: ["python", "c"]) func whatAPluginPrintsIsShownWithItsName(language: String) throws {
        let folder = try folder(language)
        let run = try folder.muse("run", "jig.yaml", "--out", "o", "--quiet", "--verbose")
        let lines = run.errors.split(separator: "\n")
        #expect(run.code == 0 && lines.count >= 6 && lines.allSatisfy { $0 == "mine| a tune" }, "\(run.errors)")
        #expect(try folder.muse("run", "jig.yaml", "--out", "o", "--quiet").errors == "")
        let tested = try folder.muse("plugins", "test", "mine", "--verbose")
        #expect(tested.code == 0 && tested.errors.contains("mine| a tune\n"), "\(tested.errors)")
    }

    @Test func aTestCanBeTraced() throws {
        let folder = try folder("python")
        let tested = try folder.muse("plugins", "test", "mine", "--trace", "trace.txt")
        #expect(tested.code == 0, "\(tested.errors)")
        // The case of tests.yaml.
        #expect(try folder.text("trace.txt").contains("1 row of 4: tokens 0+3 → best 0 (-1) in "))
    }

    @Test func anErrorInPythonComesWithItsLine() throws {
        let folder = try folder("python")
        let code = try folder.text("mine/mine.py")
        let wrong = code.replacingOccurrences(of: "print('a tune')", with: "1 / 0")
        try folder.write("mine/mine.py", wrong)
        let lines = wrong.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("1 / 0") }) + 1
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(tested.code == 65)
        #expect(
            tested.errors.contains("sampler/adjust: mine.py:\(line): ZeroDivisionError: division by zero, in '1 / 0'"),
            "\(tested.errors)")
    }

    @Test func aWrongCaseFailsTheTestButNotARun() throws {
        let folder = try folder("python")
        let cases = try folder.text("mine/tests.yaml").replacingOccurrences(of: "-5", with: "-4")
        try folder.write("mine/tests.yaml", cases)
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(tested.code == 65 && tested.output == "")
        #expect(
            tested.errors == """
                error: the plug-in 'mine' fails its tests:
                mine/tests.yaml:5:20: error: [0].expect: score of token 2: expected -4, found -5
                    expect: [-1, -2, -4, -.inf]
                                     ^

                """, "\(tested.errors)")
        #expect(try folder.muse("run", "jig.yaml", "--out", "o").code == 0)
    }

    @Test(arguments: ["typical", "lilypond"]) func publishedPluginsPassTheirCases(name: String) throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let tested = try Folder().muse("plugins", "test", "\(root)/Plugins/\(name)")
        #expect(tested.code == 0 && tested.errors.contains("tests.yaml: "), "\(tested.errors)")
    }

    @Test func aPluginThatCannotBeBuiltIsReported() throws {
        let folder = try Folder()
        #expect(try folder.muse("plugins", "new", "mine", "--kind", "sampler", "--language", "c").code == 0)
        try folder.write("mine/mine.c", "int 7;\n")
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(tested.code == 65 && tested.output == "")
        #expect(tested.errors.hasPrefix("error: plug-in 'mine' in mine: make failed; its last output:\n"))
        #expect(tested.errors.contains("mine.c:1:5: error"), "\(tested.errors)")
    }

    @Test func aPluginIsTestedAgainWhenItChanges() throws {
        let folder = try folder("python")
        let log = "\(folder.path)/log"
        let watching = try folder.startShell("exec \"$MUSE\" plugins watch mine >log 2>&1")
        func wait(for text: String) {
            for _ in 0..<2_000 where !(try! String(contentsOfFile: log, encoding: .utf8)).contains(text) {
                usleep(20_000)
            }
        }
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: log) { usleep(20_000) }
        wait(for: "takes")
        let code = try folder.text("mine/mine.py")
        try folder.write("mine/mine.py", code.replacingOccurrences(of: "print", with: "prnt"))
        wait(for: "NameError")
        try folder.write("mine/mine.py", code)
        wait(for: "\nmine.py changed\nsampler 'mine' passes\n")
        watching.send(SIGINT)
        #expect(try watching.result().code == 130)
        let lines = try folder.text("log").split(separator: "\n")
        #expect(lines.count { $0 == "sampler 'mine' passes" } == 2, "\(lines)")
        #expect(lines.count { $0 == "mine.py changed" } == 2 && lines.last == "interrupted", "\(lines)")
    }

    /// Ctrl-C ends a test whatever the plug-in does, and nothing is left of it.
    @Test func aTestThatHangsCanBeInterrupted() throws {
        let folder = try folder("python")
        try folder.write("mine/mine.py", "import time\nopen('started', 'w').close()\ntime.sleep(600)\n")
        let testing = try folder.start("plugins", "test", "mine")
        for _ in 0..<1_000 where !FileManager.default.fileExists(atPath: "\(folder.path)/mine/started") {
            usleep(20_000)
        }
        testing.send(SIGINT)
        let result = try testing.result()
        #expect(result.code == 130 && result.errors == "interrupted\n", "\(result.errors)")
        for _ in 0..<500 where !folder.processes.isEmpty { usleep(20_000) }
        #expect(folder.processes == [])
    }

    @Test func whatIsNoPluginCannotBeWatched() throws {
        let watched = try Folder().muse("plugins", "watch", "nowhere")
        #expect(watched.code == 64)
        #expect(watched.errors == "error: no plug-in in 'nowhere': it has no plugin.yaml\n", "\(watched.errors)")
    }
}
