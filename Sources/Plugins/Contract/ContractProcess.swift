import MuseProtocols

/// A plug-in's tests in a process of their own, so that a library that crashes or hangs takes nothing else with it.
package enum ContractProcess {
    /// The hidden argument of `muse plugins` that runs the tests.
    package static let argument = "probe"

    /// - Parameter tester: the program that runs the tests, called with `plugins probe FOLDER`.
    /// - Returns: what is wrong, a line each; empty where all is right.
    /// - Throws: `FileError` where the process cannot be started; what reading the manifest throws.
    package static func run(_ folder: String, tester: String) throws -> String {
        let manifest = try PluginManifest(folder: folder)
        // It ends itself when its time is over; this is for the case that it cannot.
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
    /// That its tests may take.
    var contractSeconds: Double {
        // Learning takes its time.
        max(6 * timeout, components.contains { $0.kind == .generator } ? 300 : 0)
    }
}
