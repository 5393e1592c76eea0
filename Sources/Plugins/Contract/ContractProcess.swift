import MuseProtocols

/// Runs a plug-in's tests in a separate process, so that a library that crashes or hangs does not affect muse.
package enum ContractProcess {
    /// The hidden argument of `muse plugins` that runs the tests.
    package static let argument = "probe"

    /// - Parameter tester: the program that runs the tests, called with `plugins probe FOLDER`.
    /// - Returns: the problems found, one a line; empty if there are none.
    /// - Throws: `FileError` if the process cannot be started; errors from reading the manifest.
    package static func run(_ folder: String, tester: String) throws -> String {
        let manifest = try PluginManifest(folder: folder)
        // The process stops itself at its own timeout. This longer one applies if it cannot.
        let patience = 2 * manifest.contractSeconds + 10
        let tests = try FinishedProcess([tester, "plugins", argument, folder], seconds: patience)
        switch tests.end {
        case .exited(0): return ""
        case .exited: return tests.words
        case .signaled(let signal): return "its tests end with signal \(signal)\n\(tests.words)"
        case .late: return "its tests do not end within \(patience.settingText) seconds\n\(tests.words)"
        }
    }
}

extension PluginManifest {
    /// Timeout of the plug-in's tests, in seconds.
    var contractSeconds: Double {
        // Training takes longer.
        max(6 * timeout, components.contains { $0.kind == .generator } ? 300 : 0)
    }
}
