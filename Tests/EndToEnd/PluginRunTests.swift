import Foundation
import Testing

/// Sampler plug-ins, created, tested and used with the command.
@Suite struct PluginRunTests {
    private func folder(_ languages: String...) throws -> Folder { try folder(languages) }

    private func folder(_ languages: [String]) throws -> Folder {
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

    @Test func newPluginsPassTheirTestsAndGenerateTunes() throws {
        let languages = PluginLanguages.all
        let before = try Data(contentsOf: URL(fileURLWithPath: MuseBinary.path()))
        let folder = try folder(languages)
        for language in languages {
            let tested = try folder.shell("PATH='\(PluginLanguages.path)' \"$MUSE\" plugins test mine_\(language)")
            #expect(tested.code == 0 && tested.output == "sampler 'mine_\(language)' passes\n", "\(tested.errors)")
        }
        #expect(try folder.files("mine_c").contains("mine_c.so"))
        func run(_ sampler: String) throws -> [Substring] {
            let run = try folder.muse(
                "run", "jig.yaml", "--out", "o", "--set", "plugins=[.]", "--set", "sampler=[{type: \(sampler)}]")
            #expect(run.code == 0, "\(run.errors)")
            return try tunes(folder, "o/jigs.abc")
        }
        // The templates of all languages have the same effect, and have one.
        let made = try run("mine_python, penalty: 2, window: 4")
        #expect(try made != run("temperature"))
        for language in languages { #expect(try run("mine_\(language), penalty: 2, window: 4") == made) }
        // The binary has not changed.
        #expect(try Data(contentsOf: URL(fileURLWithPath: MuseBinary.path())) == before)
    }

    @Test func pluginsOnThePathAreListedLikeBuiltInComponents() throws {
        let folder = try folder("python")
        let listed = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" list samplers")
        #expect(
            listed.output.contains("  mine_python          penalises tokens that occurred recently"), "\(listed.output)"
        )
        let described = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" describe mine_python")
        #expect(described.output.contains("a number of at least 0 (nats); default 0.5"), "\(described.output)")
        let schema = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" schema")
        #expect(schema.output.contains("\"mine_python\""))
        let found = try folder.shell("MUSE_PLUGIN_PATH=. \"$MUSE\" plugins")
        #expect(found.code == 0 && found.output.contains("  passes its tests"), "\(found.output)\(found.errors)")
        // Without the path they are not found.
        #expect(try !folder.muse("list", "samplers").output.contains("mine_python"))
    }

    @Test(
        arguments: [
            ("[{type: mine_pyton}]", "no sampler is called 'mine_pyton'; did you mean 'mine_python'?"),
            ("[{type: mine_python, penalty: -1}]", "sampler[0].penalty: expected a number of at least 0, found '-1'"),
            ("[{type: mine_python, widow: 3}]", "no setting of mine_python is called 'widow'; did you mean 'window'?"),
        ])
    func mistakesAreReportedAsForBuiltInComponents(sampler: String, message: String) throws {
        let checked = try folder("python").muse(
            "check", "jig.yaml", "--set", "plugins=[mine_python]", "--set", "sampler=\(sampler)")
        #expect(checked.code == 65 && checked.errors.contains(message), "\(checked.errors)")
    }

    @Test func aFolderWithoutAPluginIsRefused() throws {
        let checked = try folder().muse("check", "jig.yaml", "--set", "plugins=[nowhere]")
        #expect(checked.code == 65)
        #expect(
            checked.errors.hasPrefix(
                "--set:1:10: error: plugins: no plug-in in 'nowhere': neither it nor a folder in it has a"),
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
        // The lock names the plug-in, with the hash of its files.
        let locked = try folder.muse("run", "o/recipe.lock.yaml", "--out", "p")
        #expect(locked.code == 0 && !locked.errors.contains("for the first time"), "\(locked.errors)")
        #expect(try folder.bytes("o/jigs.abc") == folder.bytes("p/jigs.abc"))
        let code = try folder.text("mine_python/mine_python.py")
        try folder.write("mine_python/mine_python.py", code + "# changed\n")
        let changed = try folder.muse("run", "o/recipe.lock.yaml", "--out", "q")
        #expect(changed.code == 65)
        #expect(changed.errors.contains("differs from the one in the run that wrote this lock"), "\(changed.errors)")
    }

    @Test func finishedTunesAreKeptIfAPluginFails() throws {
        let folder = try folder("python")
        let code = try folder.text("mine_python/mine_python.py")
        try folder.write(
            "mine_python/mine_python.py",
            "import os\n"
                + code.replacingOccurrences(
                    of: "    def adjust(self, scores, tune):\n",
                    with: "    calls = 0\n\n    def adjust(self, scores, tune):\n        self.calls += 1\n"
                        + "        if self.calls == 3000 and self.penalty == 3: os._exit(1)\n"))
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--count", "100", "--set", "plugins=[.]", "--set",
            "sampler=[{type: mine_python, penalty: 3}]", "--set", "generate.best_of=1")
        #expect(run.code == 65, "\(run.errors)")
        #expect(run.errors.contains("error: plug-in 'mine_python' in"), "\(run.errors)")
        #expect(run.errors.contains("exited with code 1 instead of answering 'sampler/adjust'"), "\(run.errors)")
        let kept = try folder.text("o/jigs.abc").components(separatedBy: "\nX:").count - 1
        #expect(kept > 0 && kept < 100)
    }

    /// Faulty libraries, made by changing the template. Their tests fail in another process, before they are used.
    @Test(
        arguments: [
            (
                "scores[tokens[i]] -= self->penalty;", "abort();",
                "was killed by signal 6 instead of answering 'sampler/adjust'"
            ),
            (
                "scores[tokens[i]] -= self->penalty;", "for (;;) scores[0] = 0;",
                "did not answer 'sampler/adjust' within 0.5 seconds"
            ),
            (
                "    return true;\n}\n\nstatic void end", "    scores[0] = 0;\n    return true;\n}\n\nstatic void end",
                "'mine_c' returned a score for the excluded token 0"
            ),
            (
                "MUSE_PLUGIN({", "#undef MUSE_PLUGIN_VERSION\n#define MUSE_PLUGIN_VERSION 7\nMUSE_PLUGIN({",
                "was built for version 7 of the interface; this muse supports 1"
            ),
            ("MUSE_PLUGIN({", "#define muse_plugin_entry other\nMUSE_PLUGIN({", "has no symbol muse_plugin_entry"),
            (
                ".type = \"mine_c\"", ".type = \"yours\"",
                "its manifest lists the sampler 'mine_c', which it does not provide"
            ),
            (
                "{MUSE_SAMPLER, &functions}", "{\"another\", &functions}", "has no extension muse.sampler/1"
            ),
            (
                "MUSE_PLUGIN({",
                """
                static bool start(const char *folder, char *error) {
                    (void)folder;
                    return muse_failed(error, "no licence") == MUSE_DONE;
                }
                MUSE_PLUGIN_START(start, {
                """, "does not start: no licence"
            ),
            (
                "    (void)error;\n    sampler *self = data;",
                "    sampler *self = data;\n    if (self) return muse_failed(error, \"no licence\") == MUSE_DONE;",
                "'mine_c' cannot be created: no licence"
            ),
        ] as [(String, String, String)])
    func faultyLibrariesFailBeforeTheyAreUsed(part: String, change: String, message: String) throws {
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

    @Test func aLibraryThatIsNotBuiltIsReported() throws {
        let run = try folder("c").muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[mine_c]", "--set", "sampler=[{type: mine_c}]")
        #expect(run.code != 0 && run.errors.contains("make -C mine_c"), "\(run.errors)")
    }

    @Test(
        arguments: [
            (
                ["plugins", "new", "Mine", "--kind", "sampler", "--language", "c"],
                "'Mine' is an invalid name: use a-z, 0-9 and _, starting with a letter"
            ),
            (
                ["plugins", "new", "top_k", "--kind", "sampler", "--language", "c"],
                "a sampler named 'top_k' already exists"
            ),
            (
                ["plugins", "new", "mine", "--kind", "sampler", "--language", "cobol"],
                "there is no template in 'cobol'"
            ),
            (
                ["plugins", "new", "mine", "--kind", "drum", "--language", "c"],
                "there is no template for a 'drum'; known: tokenizer, generator, sampler, constraint, rule, importer, exporter"
            ),
            (
                ["plugins", "new", "mine", "--kind", "rule", "--language", "rst"],
                "there is no template in 'rst'; did you mean 'rust'?"
            ),
            (["plugins", "new", "tunes.abc", "--kind", "sampler", "--language", "c"], "is an invalid name"),
            (["plugins", "test", "nowhere"], "nowhere/plugin.yaml: No such file"),
        ])
    func wrongUseIsReported(arguments: [String], message: String) throws {
        let folder = try folder()
        let run = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
        #expect(run.code != 0 && run.errors.contains(message), "\(run.errors)")
    }

    @Test func nothingIsOverwritten() throws {
        let folder = try folder("c")
        let again = try folder.muse("plugins", "new", "mine_c", "--kind", "sampler", "--language", "python")
        #expect(again.code == 64 && again.errors.contains("'mine_c' already exists"), "\(again.errors)")
    }
}
