import MuseProtocols

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A plug-in's tests in a process of their own, so that a library that crashes or hangs takes nothing else with it.
package enum ContractProcess {
    /// The hidden argument of `muse plugins` that runs the tests.
    package static let argument = "probe"

    /// - Returns: what is wrong, a line each; empty where all is right.
    /// - Throws: `FileError` where the process cannot be started; what reading the manifest throws.
    package static func run(_ folder: String) throws -> String {
        // A call into a library cannot be given up; its process can.
        let manifest = try PluginManifest(folder: folder)
        // Learning takes its time.
        let seconds = max(6 * manifest.timeout, manifest.components.contains { $0.kind == .generator } ? 300 : 0)
        let tests = try FinishedProcess([ownPath, "plugins", argument, folder], seconds: seconds)
        switch tests.end {
        case .exited(0): return ""
        case .exited: return tests.words
        case .signaled(let signal): return "its tests end with signal \(signal)\n\(tests.words)"
        case .late: return "its tests do not end within \(seconds.settingText) seconds\n\(tests.words)"
        }
    }

    private static var ownPath: String {
        let named = CommandLine.arguments.first ?? "muse"
        guard let real = realpath("/proc/self/exe", nil) else { return named }
        defer { free(real) }
        return String(cString: real)
    }
}
