import MuseProtocols

/// Runs a plug-in's tests in a separate process, so that a library that crashes or hangs does not affect muse.
package enum ContractProcess {
    /// The hidden argument of `muse plugins` that runs the tests.
    package static let argument = "probe"

    /// The message for tests that exceed their timeout, in seconds.
    package static func timeoutMessage(_ seconds: Double) -> String {
        "its tests do not end within \(seconds.settingText) seconds"
    }

    /// Runs the tests of the plug-in in a folder.
    ///
    /// - Parameter tester: the program that runs the tests, called with `plugins probe FOLDER`.
    /// - Returns: the problems found, one on each line; empty if there are none.
    /// - Throws: `FileError` if the process cannot be started; errors from reading the manifest.
    package static func run(_ folder: String, tester: String) throws -> String {
        let manifest = try PluginManifest(folder: folder)
        // The process stops itself at its own timeout. This longer timeout applies if that fails.
        let timeout = 2 * manifest.contractSeconds + 10
        let tests = try FinishedProcess([tester, "plugins", argument, folder], seconds: timeout)
        switch tests.end {
        case .exited(0): return ""
        case .exited: return tests.output
        case .signaled(let signal): return "its tests were killed by signal \(signal)\n\(tests.output)"
        case .timedOut: return "\(timeoutMessage(timeout))\n\(tests.output)"
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
