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

    static func start(_ program: String, _ arguments: [String], in folder: String, cache: String) throws -> Running {
        try Running(program, arguments, in: folder, ["MUSE_CACHE": cache, "MUSE": path(), "PATH": "/usr/bin:/bin"])
    }

    /// A process that may still be at work. Its output goes to files: a pipe that nobody reads would stop it.
    final class Running {
        private let process = Process()
        private let folder: String

        fileprivate init(
            _ program: String, _ arguments: [String], in directory: String, _ environment: [String: String]
        ) throws {
            folder = NSTemporaryDirectory() + "muse-output-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: directory)
            process.environment = environment
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try Self.file("\(folder)/output")
            process.standardError = try Self.file("\(folder)/errors")
            try process.run()
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        /// Ctrl-C.
        func interrupt() { process.interrupt() }

        /// Waits for the end.
        func result() throws -> Result {
            process.waitUntilExit()
            let status = process.terminationStatus
            return Result(
                output: try text("output"), errors: try text("errors"),
                code: process.terminationReason == .uncaughtSignal ? 128 + status : status)
        }

        private func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
        }

        private static func file(_ path: String) throws -> FileHandle {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        }
    }
}
