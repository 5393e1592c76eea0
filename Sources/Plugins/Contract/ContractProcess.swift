import MuseProcesses
import MuseProtocols

/// Runs a plug-in's tests in a separate process, so that a library that crashes or hangs does not affect muse.
package enum ContractProcess {
    /// The hidden argument of `muse plugins` that runs the tests.
    package static let argument = "probe"

    /// The message for tests that exceed their timeout, in seconds.
    package static func timeoutMessage(_ seconds: Double) -> String {
        "its tests do not end within \(seconds.settingText) seconds"
    }

    /// What the process does beside the contract tests.
    package struct Options: Sendable {
        /// Whether it runs the author's cases, and measures the time of calls.
        package var isForAuthor = false
        /// The file to which it writes the calls of the plug-in, `-` for standard error; nil for none.
        package var trace: String?
        /// Whether it shows what the plug-in prints.
        package var isVerbose = false
        /// Polled; ends the process when it becomes true.
        package var isCancelled: @Sendable () -> Bool = { false }

        package init() {}

        fileprivate var arguments: [String] {
            (isForAuthor ? ["--author"] : []) + (trace.map { ["--trace", $0] } ?? [])
                + (isVerbose ? ["--verbose"] : [])
        }
    }

    /// Runs the tests of a plug-in.
    ///
    /// - Parameter tester: the program that runs the tests, called with `plugins probe FOLDER`, and with the manifest's
    ///   cache.
    /// - Throws: `FileError` if the process cannot be started; `CancellationError`.
    package static func run(
        _ manifest: PluginManifest, tester: String, _ options: Options = Options()
    ) throws -> PluginReport {
        // The process stops itself at its own timeouts. This longer timeout applies if that fails.
        let timeout = (options.isForAuthor ? 4 : 2) * manifest.contractSeconds + 10
        let tests = try FinishedProcess(
            [tester, "plugins", argument, manifest.folder] + (manifest.cache.map { ["--cache", $0] } ?? [])
                + options.arguments, seconds: timeout, supervisor: tester,
            showsErrors: options.isVerbose || options.trace == "-", isCancelled: options.isCancelled)
        let lines = tests.output.split(separator: "\n").map(String.init)
        return switch tests.end {
        case .exited(0): PluginReport(notes: lines)
        case .exited(let code):
            PluginReport(breaches: lines.isEmpty ? "its tests ended with code \(code)" : lines.joined(separator: "\n"))
        case .signaled(let signal):
            PluginReport(breaches: "its tests were killed by signal \(signal)\n\(tests.output)")
        case .timedOut: PluginReport(breaches: "\(timeoutMessage(timeout))\n\(tests.output)")
        }
    }
}

extension PluginManifest {
    /// The timeout of the plug-in's tests, in seconds.
    var contractSeconds: Double {
        // Fitting takes longer.
        max(6 * timeout, components.contains { $0.kind == .generator } ? 300 : 0)
    }
}
