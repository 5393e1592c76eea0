import Foundation
import Testing

/// Plug-ins as a person makes, tests and uses them.
@Suite struct PluginRunTests {
    private func folder(_ languages: String...) throws -> Folder {
        let folder = try Folder.withRecipe()
        for language in languages {
            let made = try folder.muse(
                "plugins", "new", "mine_\(language)", "--kind", "sampler", "--language", language)
            #expect(made.code == 0, "\(made.errors)")
        }
        return folder
    }

    private func tunes(_ folder: Folder, _ name: String) throws -> [Substring] {
        try folder.text(name).split(separator: "\n").filter { !$0.hasPrefix("N:") }
    }

    @Test func newOnesPassTheirTestsAndMakeTunes() throws {
        let languages = ["python", "c", "swift"]
        let before = try Data(contentsOf: URL(fileURLWithPath: MuseBinary.path()))
        let folder = try folder("python", "c", "swift")
        // Where the compilers are.
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        for language in languages {
            let tested = try folder.shell("PATH='\(path)' \"$MUSE\" plugins test mine_\(language)")
            #expect(tested.code == 0 && tested.output == "sampler 'mine_\(language)' passes\n", "\(tested.errors)")
        }
        #expect(try folder.files("mine_c").contains("mine_c.so"))
        func run(_ sampler: String) throws -> [Substring] {
            let run = try folder.muse(
                "run", "jig.yaml", "--out", "o", "--set", "plugins=[.]", "--set", "sampler=[{type: \(sampler)}]")
            #expect(run.code == 0, "\(run.errors)")
            return try tunes(folder, "o/jigs.abc")
        }
        // The templates of all languages do the same, and do something.
        let made = try run("mine_python, penalty: 2, window: 4")
        #expect(try made != run("temperature"))
        for language in languages { #expect(try run("mine_\(language), penalty: 2, window: 4") == made) }
        // One program has run them all.
        #expect(try Data(contentsOf: URL(fileURLWithPath: MuseBinary.path())) == before)
    }

    @Test func theyAreFoundByPathAndShownAsMusesOwn() throws {
        let folder = try folder("python")
        let listed = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" list samplers")
        #expect(listed.output.contains("  mine_python          makes tokens less likely"), "\(listed.output)")
        let described = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" describe mine_python")
        #expect(described.output.contains("a number of at least 0; in nats; default 0.5"), "\(described.output)")
        let schema = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" schema")
        #expect(schema.output.contains("\"mine_python\""))
        let found = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" plugins")
        #expect(found.code == 0 && found.output.contains("  passes its tests"), "\(found.output)\(found.errors)")
        // Nothing finds them elsewhere.
        #expect(try !folder.muse("list", "samplers").output.contains("mine_python"))
    }

    @Test(
        arguments: [
            ("[{type: mine_pyton}]", "no sampler is called 'mine_pyton'; did you mean 'mine_python'?"),
            ("[{type: mine_python, penalty: -1}]", "sampler[0].penalty: expected a number of at least 0, found '-1'"),
            ("[{type: mine_python, widow: 3}]", "no setting of mine_python is called 'widow'; did you mean 'window'?"),
        ])
    func mistakesAreThoseOfAnyComponent(sampler: String, message: String) throws {
        let checked = try folder("python").muse(
            "check", "jig.yaml", "--set", "plugins=[mine_python]", "--set", "sampler=\(sampler)")
        #expect(checked.code == 65 && checked.errors.contains(message), "\(checked.errors)")
    }

    @Test func aFolderWithoutAPluginIsRefused() throws {
        let checked = try folder().muse("check", "jig.yaml", "--set", "plugins=[nowhere]")
        #expect(checked.code == 65)
        #expect(
            checked.errors.hasPrefix(
                "--set:1:10: error: plugins: no plug-in is in 'nowhere': neither it nor a folder in it has a"),
            "\(checked.errors)")
    }

    @Test func aRecipeNamesItsPluginsFromItsOwnFolder() throws {
        let folder = try folder("python")
        let recipe = try folder.text("jig.yaml").replacingOccurrences(of: "tunes.abc", with: "../tunes.abc")
        try folder.write(
            "recipes/jig.yaml",
            recipe.replacingOccurrences(of: "type: temperature, value: 0.9", with: "type: mine_python")
                + "plugins: [../mine_python]\n")
        let run = try folder.muse("run", "recipes/jig.yaml", "--out", "o")
        #expect(run.code == 0 && run.errors.contains("used for the first time"), "\(run.errors)")
        // The lock names it too, by what it holds.
        let locked = try folder.muse("run", "o/recipe.lock.yaml", "--out", "p")
        #expect(locked.code == 0 && !locked.errors.contains("for the first time"), "\(locked.errors)")
        #expect(try folder.bytes("o/jigs.abc") == folder.bytes("p/jigs.abc"))
        let code = try folder.text("mine_python/mine_python.py")
        try folder.write("mine_python/mine_python.py", code + "# changed\n")
        let changed = try folder.muse("run", "o/recipe.lock.yaml", "--out", "q")
        #expect(changed.code == 65)
        #expect(changed.errors.contains("is another than in the run that wrote this lock"), "\(changed.errors)")
    }

    @Test func finishedTunesAreKeptWhereItFails() throws {
        let folder = try folder("python")
        let code = try folder.text("mine_python/mine_python.py")
        try folder.write(
            "mine_python/mine_python.py",
            "import os\n"
                + code.replacingOccurrences(
                    of: "    def adjust(self, scores, tokens):\n",
                    with: "    calls = 0\n\n    def adjust(self, scores, tokens):\n        self.calls += 1\n"
                        + "        if self.calls == 3000 and self.penalty == 3: os._exit(1)\n"))
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--count", "100", "--set", "plugins=[.]", "--set",
            "sampler=[{type: mine_python, penalty: 3}]", "--set", "generate.best_of=1")
        #expect(run.code == 65, "\(run.errors)")
        #expect(run.errors.contains("error: plug-in 'mine_python' in"), "\(run.errors)")
        #expect(run.errors.contains("ended with exit code 1 instead of answering 'sampler/adjust'"), "\(run.errors)")
        let kept = try folder.text("o/jigs.abc").components(separatedBy: "\nX:").count - 1
        #expect(kept > 0 && kept < 100)
    }

    /// What a library does wrong, by a change of the template: it fails before it is used, in another process.
    @Test(
        arguments: [
            ("scores[tokens[i]] -= self->penalty;", "abort();", "its tests end with signal 6"),
            ("scores[tokens[i]] -= self->penalty;", "for (;;) scores[0] = 0;", "its tests do not end within 3 seconds"),
            (
                "    return true;\n}\n\nstatic void end", "    scores[0] = 0;\n    return true;\n}\n\nstatic void end",
                "'mine_c' scores token 0, which is barred"
            ),
            ("{MUSE_PLUGIN_VERSION, start", "{7, start", "was built for version 7 of the interface; this muse has 1"),
            ("const muse_entry muse_plugin_entry", "const muse_entry other", "has no symbol muse_plugin_entry"),
            (
                "? \"mine_c\" : NULL", "? \"yours\" : NULL",
                "its manifest lists the sampler 'mine_c', which it does not have"
            ),
            (
                "strcmp(id, MUSE_SAMPLER) == 0 ? &functions : NULL", "(void)id, (void)functions, NULL",
                "has no extension muse.sampler/1"
            ),
            (
                "    (void)folder, (void)error;\n    return true;",
                "    (void)folder;\n    strcpy(error, \"no licence\");\n    return false;",
                "does not start: no licence"
            ),
        ] as [(String, String, String)])
    func badLibrariesFailBeforeTheyAreUsed(part: String, change: String, message: String) throws {
        let folder = try folder("c")
        let code = try folder.text("mine_c/mine_c.c")
        #expect(code.contains(part))
        try folder.write("mine_c/mine_c.c", code.replacingOccurrences(of: part, with: change))
        try folder.write("mine_c/plugin.yaml", try folder.text("mine_c/plugin.yaml") + "timeout: 0.5\n")
        let tested = try folder.muse("plugins", "test", "mine_c")
        #expect(tested.code == 65 && tested.errors.contains(message), "\(tested.errors)")
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[mine_c]", "--set", "sampler=[{type: mine_c}]")
        #expect(run.code == 65 && run.errors.contains(message), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/o"))
    }

    @Test func aLibraryThatIsNotBuiltIsSaidSo() throws {
        let run = try folder("c").muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[mine_c]", "--set", "sampler=[{type: mine_c}]")
        #expect(run.code != 0 && run.errors.contains("make -C mine_c"), "\(run.errors)")
    }

    @Test(
        arguments: [
            (["plugins", "new", "Mine", "--kind", "sampler", "--language", "c"], "'Mine' is no name"),
            (
                ["plugins", "new", "top_k", "--kind", "sampler", "--language", "c"],
                "a sampler is called 'top_k' already"
            ),
            (["plugins", "new", "mine", "--kind", "sampler", "--language", "cobol"], "no template is in 'cobol'"),
            (
                ["plugins", "new", "mine", "--kind", "drum", "--language", "c"],
                "no template brings a 'drum'; there are tokenizer, generator, sampler, constraint, rule, importer, exporter"
            ),
            (
                ["plugins", "new", "mine", "--kind", "rule", "--language", "c"],
                "no template of a rule is in c; there are python"
            ),
            (["plugins", "new", "tunes.abc", "--kind", "sampler", "--language", "c"], "is no name"),
            (["plugins", "test", "nowhere"], "nowhere/plugin.yaml: No such file"),
        ])
    func wrongUseIsSaidSo(arguments: [String], message: String) throws {
        let folder = try folder()
        let run = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
        #expect(run.code != 0 && run.errors.contains(message), "\(run.errors)")
    }

    @Test func nothingIsOverwritten() throws {
        let folder = try folder("c")
        let again = try folder.muse("plugins", "new", "mine_c", "--kind", "sampler", "--language", "python")
        #expect(again.code == 64 && again.errors.contains("'mine_c' is there already"), "\(again.errors)")
    }

    @Test func rulesChooseAndExportersWrite() throws {
        let folder = try Folder.withRecipe()
        for (name, kind) in [("my_steps", "rule"), ("my_names", "exporter")] {
            let made = try folder.muse("plugins", "new", name, "--kind", kind, "--language", "python")
            #expect(made.code == 0, "\(made.errors)")
            let tested = try folder.muse("plugins", "test", name)
            #expect(tested.output == "\(kind) '\(name)' passes\n", "\(tested.errors)")
        }
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[.]", "--set", "rules=[{type: my_steps, steps: 3}]",
            "--set",
            "generate.best_of=8", "--set", "export=[{type: my_names, path: names.txt}, {type: abc, path: jigs.abc}]")
        #expect(run.code == 0, "\(run.errors)")
        func satisfaction() throws -> Double {
            try folder.text("o/metrics.jsonl").split(separator: "\n").reduce(0) { sum, line in
                let metrics = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                let rule = (metrics?["rules"] as? [String: Any])?["my_steps"] as? [String: Any]
                return sum + (rule?["satisfaction"] as? Double ?? 0)
            }
        }
        let best = try satisfaction()
        let lines = try folder.text("o/names.txt").split(separator: "\n")
        #expect(lines.count == 4 && lines[0].hasPrefix("# muse ") && lines[1].hasPrefix("Jigs 1: "), "\(lines)")
        #expect(try folder.text("o/metrics.jsonl").contains("\"my_steps\":{\"satisfaction\":0."))
        // The one of eight that keeps the rule best, and not the first that comes.
        let first = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[.]", "--set", "rules=[{type: my_steps, steps: 3}]",
            "--set", "generate.best_of=1", "--set", "export=[{type: abc, path: first.abc}]")
        #expect(first.code == 0, "\(first.errors)")
        #expect(try best > satisfaction() && satisfaction() > 0)
        let converted = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" convert o/jigs.abc again.txt")
        #expect(converted.code == 0, "\(converted.errors)")
        #expect(try folder.text("again.txt").split(separator: "\n") == Array(lines.dropFirst()))
        #expect(try folder.muse("convert", "o/jigs.abc", "again.txt").code == 64)
    }

    @Test(arguments: ["tokenizer", "generator", "constraint", "importer"]) func eachKindHasATemplateThatWorks(
        kind: String
    ) throws {
        let folder = try Folder.withRecipe()
        let made = try folder.muse("plugins", "new", "mine", "--kind", kind, "--language", "python")
        #expect(made.code == 0, "\(made.errors)")
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(tested.output == "\(kind) 'mine' passes\n", "\(tested.errors)")
    }

    private func withKinds(_ kinds: String...) throws -> Folder {
        let folder = try Folder.withRecipe()
        for kind in kinds {
            let made = try folder.muse("plugins", "new", "my_\(kind)", "--kind", kind, "--language", "python")
            #expect(made.code == 0, "\(made.errors)")
        }
        return folder
    }

    /// Notes as names in, tokens and scores by plug-ins: what is made has whole bars, and knows what it learned from.
    @Test func aRecipeCanBeAllPlugins() throws {
        let folder = try withKinds("importer", "tokenizer", "generator")
        try folder.write(
            "some.notes", (1...20).map { "Tune \($0): C4 D4 E4 F4 G4 A4 B4 C5 C5 G4 E4 C4\n" }.joined())
        try folder.write(
            "all.yaml",
            """
            muse: 1
            seed: 2
            plugins: [.]
            corpus: {files: [some.notes]}
            tokenizer: {type: my_tokenizer}
            generator: {type: my_generator, smoothing: 0.001}
            constraints: [{type: bars, min: 2, max: 5}]
            generate: {count: 4, max_tokens: 60}
            export: [{type: abc}]

            """)
        let run = try folder.muse("run", "all.yaml", "--out", "o")
        #expect(run.code == 0, "\(run.errors)")
        let bars = try folder.text("o/all.abc").components(separatedBy: "X:").dropFirst().map { tune in
            tune.split(separator: "\n").filter { $0.contains("|") }.joined(separator: " ")
        }
        #expect(bars.count == 4 && bars.allSatisfy { (2...5).contains($0.count { $0 == "|" }) }, "\(bars)")
        // Almost all that follows a C is a D, an E or the other C, as in the tunes.
        #expect(bars.joined().contains("C D E F"), "\(bars)")
        #expect(try folder.text("o/recipe.lock.yaml").contains("my_importer="))
        // Another generator learns anew; the same does not.
        let again = try folder.muse("run", "all.yaml", "--out", "o")
        #expect(again.errors.contains("model: fitted before"), "\(again.errors)")
        let code = try folder.text("my_generator/my_generator.py")
        try folder.write("my_generator/my_generator.py", code + "# changed\n")
        let changed = try folder.muse("run", "all.yaml", "--out", "o")
        #expect(changed.code == 0 && !changed.errors.contains("fitted before"), "\(changed.errors)")
    }

    @Test func demandsThatATokenizerCannotMeetAreRefused() throws {
        let folder = try withKinds("tokenizer", "constraint")
        let checked = try folder.muse(
            "check", "jig.yaml", "--set", "plugins=[.]", "--set", "tokenizer={type: my_tokenizer}", "--set",
            "constraints=[{type: key, tonic: D}]", "--set", "~generate.condition")
        #expect(checked.code == 65)
        #expect(
            checked.errors.contains("constraints[0]: the tokens of 'my_tokenizer' cannot be held to 'key'"),
            "\(checked.errors)")
        // A constraint of a plug-in holds muse's own tokens.
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[.]", "--set",
            "constraints=[{type: my_constraint, whistle: G}]", "--set", "export=[{type: abc, path: whistle.abc}]")
        #expect(run.code == 0, "\(run.errors)")
        let notes = try folder.muse("notes", "o/whistle.abc", "--written").output.split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        let pitches = notes.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(pitches.count > 20 && pitches.allSatisfy { (67...88).contains($0) }, "\(notes.prefix(5))")
    }

    /// A rule and an exporter in C: the number of bytes of what they are told, and what they are told.
    @Test func librariesBringRulesAndExportersToo() throws {
        let folder = try Folder.withRecipe()
        let made = try folder.muse("plugins", "new", "mine", "--kind", "sampler", "--language", "c")
        #expect(made.code == 0, "\(made.errors)")
        var code = try folder.text("mine/mine.c")
        let start = try #require(code.range(of: "static const void *extension"))
        code.insert(
            contentsOf: #"""
                #include <stdio.h>
                static bool call(const muse_instance *instance, const char *method, const char *parameters, size_t length,
                                 void (*put)(void *, const char *, size_t), void *to, char *error) {
                    (void)instance;
                    char head[64];
                    if (strcmp(method, "rule/measure") == 0) {
                        int count = snprintf(head, sizeof head, "{\"value\": %zu, \"satisfaction\": %d}", length,
                                             strlen(parameters) == length);
                        put(to, head, (size_t)count);
                        return true;
                    }
                    if (strcmp(method, "exporter/write") != 0) {
                        strcpy(error, "what?");
                        return false;
                    }
                    put(to, "{\"text\": \"", 10);
                    for (size_t i = 0; i < length; i++) {
                        if (parameters[i] == '"' || parameters[i] == '\\') put(to, "\\", 1);
                        put(to, parameters + i, 1);
                    }
                    put(to, "\"}", 2);
                    return true;
                }

                """#, at: start.lowerBound)
        code = code.replacingOccurrences(
            of: "    (void)instance;\n    return strcmp(id, MUSE_SAMPLER)",
            with: """
                    static const muse_calls calls = {call};
                    if (strcmp(id, MUSE_CALLS) == 0) return &calls;
                    (void)instance;
                    return strcmp(id, MUSE_SAMPLER)
                """
        ).replacingOccurrences(
            of: "return index == 0 ? \"sampler\" : NULL",
            with: "return index == 0 ? \"sampler\" : index == 1 ? \"rule\" : \"exporter\""
        ).replacingOccurrences(of: "return index == 0 ? \"mine\" : NULL", with: "return \"mine\"")
            .replacingOccurrences(of: "functions = {1, kind", with: "functions = {3, kind")
        try folder.write("mine/mine.c", code)
        try folder.write(
            "mine/plugin.yaml",
            try folder.text("mine/plugin.yaml") + """
                  - {kind: rule, type: mine, unit: bytes, summary: counts what it is told}
                  - {kind: exporter, type: mine, endings: [told], many: true, summary: writes what it is told}

                """)
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(
            tested.output == "sampler 'mine' passes\nrule 'mine' passes\nexporter 'mine' passes\n", "\(tested.errors)")
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[mine]", "--set", "rules=[{type: mine}]", "--set",
            "export=[{type: mine, path: all.told}]")
        #expect(run.code == 0, "\(run.errors)")
        let told = try JSONSerialization.jsonObject(with: Data(folder.bytes("o/all.told"))) as? [String: Any]
        #expect((told?["provenance"] as? String)?.hasPrefix("muse ") == true)
        let scores = try #require(told?["scores"] as? [[String: Any]])
        #expect(scores.count == 3 && scores[0]["parts"] != nil)
        #expect(try folder.text("o/metrics.jsonl").contains("\"mine\":{\"satisfaction\":1,\"value\":"))
    }
}
