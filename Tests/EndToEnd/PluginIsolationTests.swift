import Foundation
import Testing

/// Plug-ins that pass their tests and fail later, as libraries and as processes. muse names the plug-in, keeps the
/// finished tunes, ends with its own code and leaves no process behind.
@Suite struct PluginIsolationTests {
    /// A recipe with the sampler `mine_LANGUAGE`, which fails after a number of calls; one in C counts penalised
    /// tokens.
    private func folder(
        _ language: String, fault: String, after calls: Int, timeout: Int = 4
    ) throws -> Folder {
        let folder = try Folder.withRecipe()
        let name = "mine_\(language)"
        #expect(
            try folder.muse("plugins", "new", name, "--kind", "sampler", "--language", language).code == 0)
        let (file, before, after) =
            language == "c"
            ? (
                "\(name)/\(name).c", "scores[tokens[i]] -= self->penalty;",
                "scores[tokens[i]] -= self->penalty;\n    static long calls;\n    if (++calls == \(calls)) { \(fault) }"
            )
            : (
                "\(name)/\(name).py", "    def adjust(self, scores, tune):\n",
                "    calls = 0\n\n    def adjust(self, scores, tune):\n        self.calls += 1\n"
                    + "        if self.calls == \(calls):\n            \(fault)\n"
            )
        let code = try folder.text(file)
        #expect(code.contains(before))
        let start = language == "c" ? "#include <signal.h>\n#include <unistd.h>\n" : "import os, signal, time\n"
        try folder.write(file, start + code.replacingOccurrences(of: before, with: after))
        try folder.write("\(name)/plugin.yaml", try folder.text("\(name)/plugin.yaml") + "timeout: \(timeout)\n")
        if language == "c" {
            let made = try folder.shell("PATH='\(PluginLanguages.path)' make -s -C \(name)")
            #expect(made.code == 0, "\(made.errors)")
        }
        return folder
    }

    private func arguments(_ language: String) -> [String] {
        [
            "run", "jig.yaml", "--out", "o", "--count", "1000", "--quiet", "--set", "plugins=[.]", "--set",
            "sampler=[{type: mine_\(language)}]", "--set", "generate.best_of=1",
        ]
    }

    @Test(
        arguments: [
            ("c", "_exit(0);", "exited with code 0 instead of answering 'sampler/adjust'"),
            ("c", "raise(SIGSEGV);", "was killed by signal 11 instead of answering 'sampler/adjust'"),
            ("c", "for (;;) pause();", "did not answer 'sampler/adjust' within 4 seconds"),
            ("python", "os._exit(0)", "exited with code 0 instead of answering 'sampler/adjust'"),
            ("python", "time.sleep(600)", "did not answer 'sampler/adjust' within 4 seconds"),
        ])
    func aFaultIsNamedAndFinishedTunesAreKept(language: String, fault: String, message: String) throws {
        let folder = try folder(language, fault: fault, after: language == "c" ? 100_000 : 5_000)
        let run = try MuseBinary.run(arguments(language), in: folder.path, cache: folder.cache)
        #expect(run.code == 65)
        #expect(run.errors.hasPrefix("error: plug-in 'mine_\(language)' in ./mine_\(language): "), "\(run.errors)")
        #expect(run.errors.contains(message), "\(run.errors)")
        let kept = try folder.text("o/jigs.abc").components(separatedBy: "\nX:").count - 1
        #expect(kept > 0 && kept < 1000)
        #expect(folder.processes == [])
    }

    /// A descendant in a session of its own does not outlive the run.
    @Test(arguments: [
        (
            "c",
            "if (fork() == 0) { setsid(); if (fork() == 0) { close(0); close(1); close(2); for (;;) pause(); } _exit(0); }"
        ),
        ("python", "if os.fork() == 0: os.setsid(); os.fork(); [os.close(f) for f in (0, 1, 2)]; time.sleep(600)"),
    ])
    func daemonsEndWithTheRun(language: String, fault: String) throws {
        // Its tests, too, wait for the daemon, several times.
        let folder = try folder(language, fault: fault, after: 100, timeout: 1)
        let run = try MuseBinary.run(
            arguments(language) + ["--set", "generate.count=3"], in: folder.path, cache: folder.cache)
        #expect(run.code == 0, "\(run.errors)")
        #expect(folder.processes == [])
    }

    @Test(arguments: [("c", "for (;;) pause();"), ("python", "time.sleep(600)")])
    func cancellingDoesNotWaitForThePlugin(language: String, fault: String) throws {
        let folder = try folder(language, fault: fault, after: language == "c" ? 100_000 : 5_000)
        let manifest = "mine_\(language)/plugin.yaml"
        let patient = try folder.text(manifest).replacingOccurrences(of: "timeout: 4\n", with: "timeout: 500\n")
        try folder.write(manifest, patient)
        let running = try MuseBinary.start(
            MuseBinary.path(), arguments(language), in: folder.path, cache: folder.cache)
        // It hangs soon. Without cancellation the result would come after its timeout, when the test has given up.
        for _ in 0..<1_000 where folder.processes.count < 3 { usleep(20_000) }
        usleep(500_000)
        running.send(SIGTERM)
        let result = try running.result()
        #expect(result.code == 143 && result.errors == "interrupted\n", "\(result.errors)")
        #expect(folder.processes == [])
    }

    @Test func aKilledRunLeavesNoProcessBehind() throws {
        // One of them is in a session of its own.
        let fault = "if (fork() == 0) setsid(); for (;;) pause();"
        let folder = try folder("c", fault: fault, after: 100_000)
        let running = try MuseBinary.start(MuseBinary.path(), arguments("c"), in: folder.path, cache: folder.cache)
        var isRunning = false
        for _ in 0..<1_000 where !isRunning {
            usleep(20_000)
            isRunning = folder.processes.count >= 4
        }
        #expect(isRunning)
        running.stop()
        for _ in 0..<500 where !folder.processes.isEmpty { usleep(20_000) }
        #expect(folder.processes == [])
    }

    /// A person may choose that a library runs in muse's own process.
    @Test func aPersonCanSwitchIsolationOff() throws {
        let folder = try folder("c", fault: "raise(SIGKILL);", after: 100_000)
        try folder.write("config/muse/plugins.yaml", "isolation: {mine_c: none}\n")
        let line = arguments("c").map { "'\($0)'" }.joined(separator: " ")
        // The signal ends muse itself.
        #expect(try folder.shell("XDG_CONFIG_HOME=config \"$MUSE\" \(line)").code == 137)
        try folder.write("config/muse/plugins.yaml", "isolaton: none\n")
        let wrong = try folder.shell("XDG_CONFIG_HOME=config \"$MUSE\" list")
        #expect(wrong.code == 65)
        #expect(wrong.errors.contains("plugins.yaml:1:1: error: isolaton: "), "\(wrong.errors)")
        #expect(wrong.errors.contains("did you mean 'isolation'?"), "\(wrong.errors)")
    }
}
