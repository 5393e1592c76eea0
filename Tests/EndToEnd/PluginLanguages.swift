import Foundation

/// The languages of the templates for plug-ins.
enum PluginLanguages {
    /// The compilers are on this path.
    static let path = ProcessInfo.processInfo.environment["PATH"] ?? ""

    /// The languages that can be built here: Rust only if its compiler is installed.
    static let all = ["python", "c", "swift"] + (hasRust ? ["rust"] : [])

    private static let hasRust = path.split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/rustc")
    }
}
