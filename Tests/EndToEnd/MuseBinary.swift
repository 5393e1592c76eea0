import Foundation

/// The built command, run as a user runs it: in a process of its own.
enum MuseBinary {
    /// What a process left behind.
    struct Result {
        let output: String
        let errors: String
        /// The exit code, or 128 and the signal's number, as a shell gives it.
        let code: Int32

        /// The lines of standard output.
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    struct NotBuilt: Error {
        let looked: [String]
    }

    /// Beside the test bundle, where the package manager puts both.
    static func path() throws -> String {
        let bundles = CommandLine.arguments + [Bundle.main.executablePath ?? ""]
        var looked: [String] = []
        for bundle in bundles {
            guard let end = bundle.range(of: ".xctest") else { continue }
            let folder = URL(fileURLWithPath: String(bundle[..<end.lowerBound])).deletingLastPathComponent()
            let path = folder.appendingPathComponent("muse").path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
            looked.append(path)
        }
        throw NotBuilt(looked: looked)
    }

    static func run(_ arguments: [String], in folder: String, cache: String) throws -> Result {
        try start(try path(), arguments, in: folder, cache: cache).result()
    }

    /// Through a shell, for what only a shell does to a process: `"$MUSE"` is the command.
    static func shell(_ script: String, in folder: String, cache: String) throws -> Result {
        try start("/bin/sh", ["-c", script], in: folder, cache: cache).result()
    }

    static func start(
        _ program: String, _ arguments: [String], in folder: String, cache: String
    ) throws -> RunningProcess {
        let environment = ["MUSE_CACHE": cache, "MUSE": try path(), "PATH": "/usr/bin:/bin"]
        return try RunningProcess([program] + arguments, in: folder, environment)
    }
}
