import Foundation
import MusePlatform
import MusePlugins
import MuseProtocols
import Testing

/// Tests that wait for a plug-in's process. They run one after another, because each blocks one of the few threads that
/// all tests share and that also serve the process.
@Suite(.serialized) enum ProcessTests {}

extension ProcessTests {
    /// Faults of a plug-in's process: each gives a clear error that names the plug-in, and ends the process.
    @Suite struct ProcessFaultTests {
        private static let manifest = """
            muse_plugin: 1
            id: faulty
            version: 1
            command: [python3, faulty.py]
            timeout: TIMEOUT
            memory: MEMORY
            components: [{kind: sampler, type: faulty, summary: does what it should not}]

            """

        /// A sampler whose `adjust` has this body; `before` runs when the program starts.
        private func host(_ body: String, before: String = "", timeout: Double = 20, memory: Int = 4096) throws
            -> (PluginFolder, Plugins)
        {
            let folder = try PluginFolder([
                "plugin.yaml": Self.manifest.replacingOccurrences(of: "TIMEOUT", with: "\(timeout)")
                    .replacingOccurrences(of: "MEMORY", with: "\(memory)"),
                "muse_plugin.py": try Self.module(),
                "faulty.py": """
                import os, sys, time
                import muse_plugin
                \(before)
                class Faulty(muse_plugin.Sampler):
                    type = "faulty"
                    def adjust(self, scores, tokens):
                        \(body)
                muse_plugin.serve(Faulty)

                """,
            ])
            return (folder, try Plugins([folder.manifest()]))
        }

        private static func module() throws -> String {
            let files = Template.files("faulty", .sampler, in: .python)
            return String(decoding: try #require(files.first { $0.name == "muse_plugin.py" }).bytes, as: UTF8.self)
        }

        private func sampler(_ host: Plugins) throws -> any Sampler {
            try host.added(to: .empty).samplers.makeWithDefaults("faulty")
        }

        private func failure(
            _ body: String, before: String = "", timeout: Double = 20, memory: Int = 4096,
            scores: [Float] = [-1, -2, -3]
        ) throws -> PluginError {
            let (folder, host) = try host(body, before: before, timeout: timeout, memory: memory)
            defer { host.stop() }
            var sampler = try sampler(host)
            var logits = scores
            let error = #expect(throws: PluginError.self) { try sampler.adjust(&logits, at: Step(tokens: [])) }
            // Later calls fail too.
            let again = #expect(throws: PluginError.self) { try sampler.adjust(&logits, at: Step(tokens: [1])) }
            #expect(error?.plugin == "faulty" && error?.folder == folder.path && again != nil)
            return try #require(error)
        }

        @Test(
            arguments: [
                ("sys.exit(3)", "exited with code 3 instead of answering 'sampler/adjust'"),
                ("os.kill(os.getpid(), 11)", "was killed by signal 11 instead of answering 'sampler/adjust'"),
                ("os._exit(0)", "exited with code 0 instead of answering 'sampler/adjust'"),
                (
                    "raise ValueError('no way')",
                    "sampler/adjust: faulty.py:7: ValueError: no way, in 'raise ValueError('no way')'"
                ),
                (
                    "return scores[:1]",
                    "sampler/adjust: ValueError: memoryview assignment: lvalue and rvalue have different structures"
                ),
                ("return [float('nan'), 0, 0]", "'faulty' returned NaN as the score of token 0"),
                ("return [0, float('inf'), 0]", "'faulty' returned infinity as the score of token 1"),
                ("return [float('-inf')] * 3", "'faulty' excludes every token"),
            ] as [(String, String)])
        func whatItDoesIsSaid(body: String, message: String) throws {
            #expect(try failure(body).message == message)
        }

        @Test func barredTokensStayBarred() throws {
            let error = try failure("scores[1] = 0", scores: [-1, -.infinity, -1])
            #expect(error.message == "'faulty' returned a score for the excluded token 1")
        }

        @Test(
            arguments: [
                // Written to the message stream, bypassing muse_plugin.
                ("os.write(out, b'hello, world\\n')", "'hello, world"),
                ("answer = {'id': 99, 'result': {}}", "an answer to request 99, expected 3"),
                ("answer = [1]", "'[1]'"), ("answer = {'id': question['id']}", "neither result nor error"),
            ] as [(String, String)])
        func garbageIsShown(code: String, message: String) throws {
            let before = """
                out = os.dup(1)
                old = muse_plugin.Server.answer
                def new(server, question):
                    answer = old(server, question)
                    if question['method'] == 'sampler/adjust':
                        \(code)
                    return answer
                muse_plugin.Server.answer = new
                """
            let error = try failure("return scores", before: before)
            #expect(error.message.hasPrefix("returned an invalid answer to 'sampler/adjust': "))
            #expect(error.message.contains(message), "\(error)")
        }

        @Test func halfAnAnswerIsNone() throws {
            let error = try failure(
                "os.write(out, b'Content-Length: 500\\r\\n\\r\\n{\"jsonrpc\"'); os._exit(0)", before: "out = os.dup(1)")
            #expect(error.message == "exited with code 0 instead of answering 'sampler/adjust'")
        }

        @Test func whoDoesNotAnswerInTimeIsEnded() throws {
            let error = try failure("time.sleep(600)", timeout: 0.3)
            #expect(error.message == "did not answer 'sampler/adjust' within 0.3 seconds")
            // Half an answer does not count.
            let half = try failure(
                "os.write(out, b'Content-Length: 9\\r\\n\\r\\n{'); time.sleep(600)", before: "out = os.dup(1)",
                timeout: 0.3
            )
            #expect(half.message == "did not answer 'sampler/adjust' within 0.3 seconds")
        }

        @Test func whoNeverReadsIsNotWaitedFor() throws {
            // More bytes than a pipe holds.
            let scores = [Float](repeating: -1, count: 300_000)
            let error = try failure(
                "return scores",
                before: "def read(stream, old=muse_plugin.read, count=[0]):\n  count[0] += 1\n"
                    + "  if count[0] > 2: time.sleep(600)\n  return old(stream)\nmuse_plugin.read = read",
                timeout: 0.5, scores: scores)
            #expect(error.message == "did not answer 'sampler/adjust' within 0.5 seconds")
        }

        @Test func floodsAreStopped() throws {
            let loud = try failure("[os.write(out, b'x' * 65536) for _ in range(100000)]", before: "out = os.dup(1)")
            #expect(loud.message.contains("an invalid answer to 'sampler/adjust': 'xxxx"))
            // Standard error is read and discarded.
            let (folder, host) = try host("[os.write(2, b'y' * 1023 + b'\\n') for _ in range(5000)]")
            defer { withExtendedLifetime(folder) { host.stop() } }
            var sampler = try sampler(host)
            var logits: [Float] = [-1, -2]
            try sampler.adjust(&logits, at: Step(tokens: []))
            #expect(logits == [-1, -2])
        }

        /// Scores that do not fit into shared memory are sent in messages.
        @Test func moreScoresThanSharedMemoryHoldsArrive() throws {
            let (folder, host) = try host("scores[7] = -5 if tokens == [3, 299_999] else 0")
            defer { withExtendedLifetime(folder) { host.stop() } }
            var sampler = try sampler(host)
            var logits = (0..<300_000).map { Float(-$0 % 100) }
            var expected = logits
            try sampler.adjust(&logits, at: Step(tokens: [3]))
            try sampler.adjust(&logits, at: Step(tokens: [3, 299_999]))
            expected[7] = -5
            #expect(logits == expected)
        }

        @Test func printingIsNoMistake() throws {
            let (folder, host) = try host("print('hello'); sys.stdout.write('more'); os.system('echo even this')")
            defer { withExtendedLifetime(folder) { host.stop() } }
            var sampler = try sampler(host)
            var logits: [Float] = [-1, -2]
            try sampler.adjust(&logits, at: Step(tokens: []))
            #expect(logits == [-1, -2])
        }

        @Test func itsLastWordsAreShown() throws {
            let error = try failure("print('I was', 'here', file=sys.stderr); sys.exit(1)")
            #expect(error.description.hasSuffix("; its last output:\n  | I was here"), "\(error)")
            let trace = try failure("return unknown")
            #expect(
                trace.message
                    == "sampler/adjust: faulty.py:7: NameError: name 'unknown' is not defined, in 'return unknown'")
        }

        @Test func memoryHasALimit() throws {
            let error = try failure("x = bytearray(1 << 30)", memory: 256)
            #expect(error.message == "sampler/adjust: faulty.py:7: MemoryError, in 'x = bytearray(1 << 30)'")
        }

        @Test func aProgramThatDoesNotStartIsSaid() throws {
            let folder = try PluginFolder([
                "plugin.yaml": Self.manifest.replacingOccurrences(of: "TIMEOUT", with: "1")
                    .replacingOccurrences(of: "python3, faulty.py", with: "not-a-program-anywhere")
                    .replacingOccurrences(of: "MEMORY", with: "1000")
            ])
            let host = try Plugins([folder.manifest()])
            var sampler = try sampler(host)
            var logits: [Float] = [-1]
            let error = #expect(throws: PluginError.self) { try sampler.adjust(&logits, at: Step(tokens: [])) }
            #expect(error?.message == "exited with code 127 instead of answering 'initialize'")
            #expect(error?.errorOutput.contains("not-a-program-anywhere") == true)
        }

        @Test(
            arguments: [
                (
                    "muse_plugin.Server.initialize = lambda *_: {'version': 2, 'components': []}",
                    "answers in version 2 of the interface; its manifest says 'muse_plugin: 1'"
                ),
                (
                    "muse_plugin.Server.initialize = lambda *_: {'version': 1, 'components': []}",
                    "its manifest lists the sampler 'faulty', which it does not provide"
                ),
                (
                    "muse_plugin.Server.initialize = lambda *_: {'version': 1}",
                    "returned an invalid answer to 'initialize': '{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": {\"version\": 1}}'"
                ),
                (
                    "muse_plugin.Server.create = lambda *_: {}",
                    "returned an invalid answer to 'create': '{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}'"
                ),
                ("raise SystemExit(9)", "exited with code 9 instead of answering 'initialize'"),
            ] as [(String, String)])
        func anotherThanItsManifestIsRefused(before: String, message: String) throws {
            #expect(try failure("return scores", before: before).message == message)
        }

        #if os(Linux)
            @Test func nothingIsLeftOpenAndNobodyUnreaped() throws {
                let (folder, host) = try host(
                    "os.write(2, b'.')", before: "import subprocess; subprocess.Popen(['sleep', '600'])")
                var sampler = try sampler(host)
                var logits: [Float] = [-1, -2]
                try sampler.adjust(&logits, at: Step(tokens: []))
                let pid = try #require(host.processIdentifiers.first)
                let before = try descriptors()
                for call in 0..<10_000 {
                    var sampler = sampler
                    try sampler.adjust(&logits, at: Step(tokens: [TokenID](repeating: 0, count: call % 3)))
                }
                #expect(try descriptors() == before)
                withExtendedLifetime(folder) { host.stop() }
                // The process is reaped, and its child processes have ended.
                #expect(kill(pid, 0) != 0 && errno == ESRCH)
                #expect(try running(group: pid) == [])
                #expect(try descriptors() <= before)
            }

            /// The processes of a group that are running, without zombies.
            private func running(group: Int32) throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
                    // `pid (name) state parent group`
                    let stat = (try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8)) ?? ""
                    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
                    return fields.count > 2 && fields[0] != "Z" && fields[2] == "\(group)"
                }
            }

            private func descriptors() throws -> Int {
                // Only pipes, which plug-ins use; other tests open files at the same time.
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?.hasPrefix(
                        "pipe:")
                        ?? false
                }
            }
        #endif
    }
}
