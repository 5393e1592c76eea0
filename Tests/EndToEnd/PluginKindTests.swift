import Foundation
import Testing

/// Plug-ins of all kinds, created and used with the command.
@Suite struct PluginKindTests {
    @Test func pluginRulesRankAndPluginExportersWrite() throws {
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
        // The best of eight candidates satisfies the rule better than the first.
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

    private static let kinds = ["tokenizer", "generator", "sampler", "constraint", "rule", "importer", "exporter"]

    /// Creates and tests plug-ins of all kinds in a language, and runs a recipe with them.
    ///
    /// - Returns: the tunes, as ABC and as written by the exporter.
    private func tunes(of language: String, in folder: Folder) throws -> [Substring] {
        for kind in Self.kinds {
            let name = "\(language)_\(kind)"
            let made = try folder.muse("plugins", "new", name, "--kind", kind, "--language", language)
            #expect(made.code == 0, "\(made.errors)")
            let tested = try folder.shell("PATH='\(PluginLanguages.path)' \"$MUSE\" plugins test \(name)")
            #expect(tested.output == "\(kind) '\(name)' passes\n", "\(tested.errors)")
        }
        try folder.write("some.notes", "Scale: C4 D4 E4 F#4 G4 A4 B4 C5 C5 G4 E4 C4\nArch: C5 G4 E4 D4 E4 G4 C5 C5\n")
        try folder.write(
            "all.yaml",
            """
            muse: 1
            seed: 2
            plugins: [\(Self.kinds.map { "\(language)_\($0)" }.joined(separator: ", "))]
            corpus: {files: [some.notes]}
            tokenizer: {type: \(language)_tokenizer}
            generator: {type: \(language)_generator, smoothing: 0.01}
            sampler: [{type: \(language)_sampler, penalty: 1, window: 4}]
            constraints: [{type: bars, min: 2, max: 5}]
            rules: [{type: \(language)_rule}]
            generate: {count: 6, best_of: 3, max_tokens: 60}
            export: [{type: abc, path: all.abc}, {type: \(language)_exporter, path: all.txt, separator: "-"}]

            """)
        let run = try folder.muse("run", "all.yaml", "--out", "o_\(language)")
        #expect(run.code == 0, "\(run.errors)")
        let lines = try ["all.abc", "all.txt"].flatMap {
            try folder.text("o_\(language)/\($0)").split(separator: "\n")
        }
        // A line about the run names the plug-ins.
        return lines.filter { !$0.hasPrefix("N:") && !$0.hasPrefix("#") }
    }

    @Test(arguments: PluginLanguages.all.filter { $0 != "python" })
    func theTemplatesOfAllLanguagesMakeTheSameTunes(language: String) throws {
        let folder = try Folder.withRecipe()
        let expected = try tunes(of: "python", in: folder)
        #expect(expected.count > 30)
        #expect(try tunes(of: language, in: folder) == expected)
    }

    private func withKinds(_ kinds: String...) throws -> Folder {
        let folder = try Folder.withRecipe()
        for kind in kinds {
            let made = try folder.muse("plugins", "new", "my_\(kind)", "--kind", kind, "--language", "python")
            #expect(made.code == 0, "\(made.errors)")
        }
        return folder
    }

    /// Importer, tokenizer and generator are plug-ins. The tunes have complete bars and resemble the corpus.
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
        // The rising scale of the corpus occurs in the tunes.
        #expect(bars.joined().contains("C D E F"), "\(bars)")
        #expect(try folder.text("o/recipe.lock.yaml").contains("my_importer@0.1.0="))
        // The model is fitted again only if the plug-in changes.
        let again = try folder.muse("run", "all.yaml", "--out", "o")
        #expect(again.errors.contains("model: loaded from the cache"), "\(again.errors)")
        let code = try folder.text("my_generator/my_generator.py")
        try folder.write("my_generator/my_generator.py", code + "# changed\n")
        let changed = try folder.muse("run", "all.yaml", "--out", "o")
        #expect(changed.code == 0 && !changed.errors.contains("loaded from the cache"), "\(changed.errors)")
    }

    @Test func demandsThatATokenizerCannotMeetAreRefused() throws {
        let folder = try withKinds("tokenizer", "constraint")
        let checked = try folder.muse(
            "check", "jig.yaml", "--set", "plugins=[.]", "--set", "tokenizer={type: my_tokenizer}", "--set",
            "constraints=[{type: key, tonic: D}]", "--set", "~generate.condition")
        #expect(checked.code == 65)
        #expect(
            checked.errors.contains("constraints[0]: the tokenizer 'my_tokenizer' does not support the demand 'key'"),
            "\(checked.errors)")
        // A plug-in's constraint works with a built-in tokenizer.
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[.]", "--set",
            "constraints=[{type: my_constraint, whistle: G}]", "--set", "export=[{type: abc, path: whistle.abc}]")
        #expect(run.code == 0, "\(run.errors)")
        let notes = try folder.muse("notes", "o/whistle.abc", "--written").output.split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        let pitches = notes.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(pitches.count > 20 && pitches.allSatisfy { (67...88).contains($0) }, "\(notes.prefix(5))")
    }

    /// A generator in C that gives tokens that have occurred twice the probability of the others.
    private static let generator = #"""
        #include "muse_plugin.h"
        #include <math.h>
        #include <stdlib.h>
        #include <string.h>

        static void *begin(const muse_instance *instance) { (void)instance; return calloc(1, sizeof(size_t)); }
        static bool scores(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                           size_t count, char *error) {
            (void)instance;
            /* A row's tune grows by one token per call. */
            if (count != (*(size_t *)row)++) { strcpy(error, "another tune"); return false; }
            double sum = 0;
            for (size_t t = 0; t < size; t++) {
                scores[t] = 1;
                for (size_t i = 0; i < count; i++) if (tokens[i] == (int32_t)t) scores[t] = 2;
                sum += scores[t];
            }
            for (size_t t = 0; t < size; t++) scores[t] = logf(scores[t] / (float)sum);
            return true;
        }
        static void end(const muse_instance *instance, void *row) { (void)instance; free(row); }

        static bool call(const muse_instance *instance, const char *method, const char *parameters, size_t length,
                         void (*put)(void *, const char *, size_t), void *to, char *error) {
            (void)instance, (void)length, (void)error;
            /* Checks that its model is passed back: "twice" in base64. */
            const char *answer = strcmp(method, "generator/fit") == 0 ? "{\"model\": \"dHdpY2U=\"}" : "{}";
            if (strcmp(method, "generator/load") == 0 && !strstr(parameters, "dHdpY2U=")) return false;
            put(to, answer, strlen(answer));
            return true;
        }

        static const void *extension(const muse_instance *instance, const char *id) {
            static const muse_generator generator = {begin, scores, end};
            static const muse_calls calls = {call};
            (void)instance;
            return strcmp(id, MUSE_GENERATOR) == 0 ? (void *)&generator : strcmp(id, MUSE_CALLS) == 0 ? &calls : NULL;
        }
        static void destroy(muse_instance *instance) { free(instance); }
        static const char *kind(uint32_t index) { (void)index; return "generator"; }
        static const char *type(uint32_t index) { (void)index; return "twice"; }
        static muse_instance *create(uint32_t index, const muse_setting *settings, size_t count, char *error) {
            (void)index, (void)settings, (void)count, (void)error;
            muse_instance *instance = malloc(sizeof *instance);
            *instance = (muse_instance){NULL, extension, destroy};
            return instance;
        }
        static bool start(const char *folder, char *error) { (void)folder, (void)error; return true; }
        static const muse_factory *factory(void) {
            static const muse_factory functions = {1, kind, type, create};
            return &functions;
        }
        const muse_entry muse_plugin_entry = {MUSE_PLUGIN_VERSION, start, factory};

        """#

    @Test func librariesProvideGenerators() throws {
        let folder = try Folder.withRecipe()
        let made = try folder.muse("plugins", "new", "twice", "--kind", "sampler", "--language", "c")
        #expect(made.code == 0, "\(made.errors)")
        try folder.write("twice/twice.c", Self.generator)
        _ = try folder.shell("rm twice/tests.yaml")
        try folder.write(
            "twice/plugin.yaml",
            """
            muse_plugin: 1
            id: twice
            version: 1
            library: twice.so
            components: [{kind: generator, type: twice, summary: prefers tokens that have occurred}]

            """)
        let tested = try folder.muse("plugins", "test", "twice")
        #expect(tested.output == "generator 'twice' passes\n", "\(tested.errors)")
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[twice]", "--set", "generator={type: twice}")
        #expect(run.code == 0 && run.errors.contains("bits per note"), "\(run.errors)")
        let again = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[twice]", "--set", "generator={type: twice}")
        #expect(again.errors.contains("loaded from the cache"), "\(again.errors)")
    }

    /// A rule in C that measures the length of its input, and an exporter that writes its input.
    @Test func librariesProvideRulesAndExporters() throws {
        let folder = try Folder.withRecipe()
        let made = try folder.muse("plugins", "new", "mine", "--kind", "sampler", "--language", "c")
        #expect(made.code == 0, "\(made.errors)")
        var code = try folder.text("mine/mine.c")
        let start = try #require(code.range(of: "static const muse_sampler functions"))
        code.insert(
            contentsOf: #"""
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

                static const muse_calls calls = {call};

                """#, at: start.lowerBound)
        code = code.replacingOccurrences(
            of: "MUSE_PLUGIN({",
            with: """
                MUSE_PLUGIN({
                    .kind = "rule", .type = "mine", .extensions = {{MUSE_CALLS, &calls}},
                }, {
                    .kind = "exporter", .type = "mine", .extensions = {{MUSE_CALLS, &calls}},
                }, {
                """)
        try folder.write("mine/mine.c", code)
        try folder.write(
            "mine/plugin.yaml",
            try folder.text("mine/plugin.yaml") + """
                  - {kind: rule, type: mine, unit: bytes, summary: counts the bytes of its input}
                  - {kind: exporter, type: mine, endings: [echo], many: true, summary: writes its input}

                """)
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(
            tested.output == "sampler 'mine' passes\nrule 'mine' passes\nexporter 'mine' passes\n", "\(tested.errors)")
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "plugins=[mine]", "--set", "rules=[{type: mine}]", "--set",
            "export=[{type: mine, path: all.echo}]")
        #expect(run.code == 0, "\(run.errors)")
        let input = try JSONSerialization.jsonObject(with: Data(folder.bytes("o/all.echo"))) as? [String: Any]
        #expect((input?["provenance"] as? String)?.hasPrefix("muse ") == true)
        let scores = try #require(input?["scores"] as? [[String: Any]])
        #expect(scores.count == 3 && scores[0]["parts"] != nil)
        #expect(try folder.text("o/metrics.jsonl").contains("\"mine\":{\"satisfaction\":1,\"value\":"))
    }
}
