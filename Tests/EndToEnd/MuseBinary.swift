import Foundation

/// The built command, run as a user runs it: in a separate process.
enum MuseBinary {
    /// The output and exit code of a process.
    struct Result {
        let output: String
        let errors: String
        /// The exit code; 128 plus the signal number if a signal ended the process, as in a shell.
        let code: Int32

        /// The lines of standard output.
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    struct NotBuilt: Error {
        let searched: [String]
    }

    /// The path of the command, which the package manager puts beside the test bundle.
    static func path() throws -> String {
        let bundles = CommandLine.arguments + [Bundle.main.executablePath ?? ""]
        var searched: [String] = []
        for bundle in bundles {
            guard let end = bundle.range(of: ".xctest") else { continue }
            let folder = URL(fileURLWithPath: String(bundle[..<end.lowerBound])).deletingLastPathComponent()
            let path = folder.appendingPathComponent("muse").path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
            searched.append(path)
        }
        throw NotBuilt(searched: searched)
    }

    static func run(_ arguments: [String], in folder: String, cache: String) throws -> Result {
        try start(try path(), arguments, in: folder, cache: cache).result()
    }

    /// Runs a shell script, in which `"$MUSE"` is the command.
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
