import Foundation
import MusePlugins
import MuseProtocols
import Testing

extension ProcessTests {
    /// What an observer of a plug-in receives.
    @Suite struct PluginObserverTests {
        /// A sampler whose `adjust` has this body, with an observer that keeps what it receives.
        private final class Observed {
            let calls = Monitor<[PluginCall]>([])
            let lines = Monitor<[String]>([])
            private let folder: PluginFolder
            private let plugins: Plugins
            var sampler: any Sampler

            init(_ body: String) throws {
                folder = try PluginFolder(.python, .sampler)
                try folder.write(
                    "mine.py",
                    """
                    import os, sys
                    from muse_plugin import Sampler, serve
                    class Mine(Sampler):
                        type = "mine"
                        def __init__(self, penalty, window): pass
                        def adjust(self, scores, tokens):
                            \(body)
                    serve(Mine)

                    """)
                let (calls, lines) = (calls, lines)
                let observer = PluginObserver(
                    called: { call in calls.change { $0.append(call) } },
                    printed: { plugin, line in lines.change { $0.append("\(plugin)| \(line)") } })
                plugins = try Plugins([folder.manifest()], observer: observer)
                sampler = try plugins.added(to: .empty).samplers.makeWithDefaults("mine")
            }

            func stop() { withExtendedLifetime(folder) { plugins.stop() } }
        }

        @Test func callsAreShortLinesWithTheirAnswers() throws {
            let observed = try Observed("scores[1] = -0.5")
            defer { observed.stop() }
            var scores: [Float] = [-1, -2, -3]
            try observed.sampler.adjust(&scores, at: Step(tokens: []))
            try observed.sampler.adjust(&scores, at: Step(tokens: [2, 0]))
            let calls = observed.calls.read { $0 }
            #expect(calls.map(\.method) == ["initialize", "create", "sampler/adjust", "sampler/adjust"])
            #expect(calls.allSatisfy { $0.plugin == "mine" && $0.elapsed > .zero })
            #expect(zip(calls, calls.dropFirst()).allSatisfy { $0.began + $0.elapsed <= $1.began })
            #expect(calls[1].parameters == #"{kind: "sampler", settings: {penalty: 0.5, window: 8}, type: "mine"}"#)
            #expect(calls[1].answer == "{instance: 0}")
            #expect(calls[2].parameters == "1 row of 3: tokens 0+0")
            #expect(calls[2].answer == "best 1 (-0.5)")
            #expect(calls[3].parameters == "1 row of 3: tokens 0+2")
        }

        @Test func errorsAreAnswers() throws {
            let observed = try Observed("sys.exit(3) if tokens else unknown()")
            defer { observed.stop() }
            var scores: [Float] = [-1]
            #expect(throws: PluginError.self) { try observed.sampler.adjust(&scores, at: Step(tokens: [])) }
            #expect(throws: PluginError.self) { try observed.sampler.adjust(&scores, at: Step(tokens: [0])) }
            // The process has ended, so nothing is sent.
            #expect(throws: PluginError.self) { try observed.sampler.adjust(&scores, at: Step(tokens: [0, 0])) }
            let answers = observed.calls.read { $0 }.dropFirst(2).map(\.answer)
            #expect(
                answers == [
                    "error: sampler/adjust: mine.py:7: NameError: name 'unknown' is not defined, in 'sys.exit(3) if tokens else unknown()'",
                    "error: exited with code 3 instead of answering 'sampler/adjust'",
                ], "\(answers)")
        }

        @Test func whatIsPrintedArrivesLineByLine() throws {
            let observed = try Observed(
                "print('one\\ntwo'); os.write(2, b'x' * 5000 + b'\\r\\n\\x1b[2J'); os.system('echo three >&2')")
            var scores: [Float] = [-1]
            try observed.sampler.adjust(&scores, at: Step(tokens: []))
            let long = String(repeating: "x", count: 4096)
            let rest = String(repeating: "x", count: 904)
            let expected = ["one", "two", long, rest, "?[2Jthree"].map { "mine| \($0)" }
            #expect(observed.lines.read { $0 } == expected)
            observed.stop()
        }

        @Test func theLastLineNeedsNoEnd() throws {
            let observed = try Observed("os.write(2, b'bye')")
            var scores: [Float] = [-1]
            try observed.sampler.adjust(&scores, at: Step(tokens: []))
            #expect(observed.lines.read { $0 } == [])
            observed.stop()
            #expect(observed.lines.read { $0 } == ["mine| bye"])
        }
    }
}
