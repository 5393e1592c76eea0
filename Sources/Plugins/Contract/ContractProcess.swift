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
    /// - Throws: `FileError` where the process cannot be started.
    package static func run(_ folder: String, seconds: Int = 60) throws -> String {
        let tests = try FinishedProcess([ownPath, "plugins", argument, folder], seconds: seconds)
        if tests.isSuccess { return "" }
        return tests.words.isEmpty ? "its tests end with \(tests.end)" : tests.words
    }

    private static var ownPath: String {
        let named = CommandLine.arguments.first ?? "muse"
        guard let real = realpath("/proc/self/exe", nil) else { return named }
        defer { free(real) }
        return String(cString: real)
    }
}
