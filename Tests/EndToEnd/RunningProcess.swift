import Foundation

/// A process that may still be running. Its output goes to files: a pipe that nobody reads would block it.
///
/// Foundation's `Process` waits in a run loop, which the threads that tests run on do not have.
final class RunningProcess {
    struct Failed: Error {
        let what: String
    }

    private let folder: String
    private var number: pid_t = 0
    private var isOver = false

    init(_ arguments: [String], in directory: String, _ environment: [String: String]) throws {
        folder = NSTemporaryDirectory() + "muse-output-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The shell changes the folder, redirects the output, and is replaced by the program.
        let script =
            "cd \"$1\" && shift && out=$1 && shift && exec \"$@\" </dev/null >\"$out/output\" 2>\"$out/errors\""
        let words = ["/bin/sh", "-c", script, "sh", directory, folder] + arguments
        var argv = words.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        // Tests run on threads that block signals, and a process would inherit that.
        #if canImport(Darwin)
            var attributes: posix_spawnattr_t?
        #else
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let error = posix_spawn(&number, "/bin/sh", nil, &attributes, &argv, &envp)
        guard error == 0 else { throw Failed(what: "posix_spawn: \(String(cString: strerror(error)))") }
    }

    deinit {
        if !isOver {
            kill(number, SIGKILL)
            waitpid(number, nil, 0)
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func send(_ signal: Int32) { kill(number, signal) }

    /// Kills the process with SIGKILL, whether it is still running or not.
    func stop() {
        kill(number, SIGKILL)
        waitpid(number, nil, 0)
        isOver = true
    }

    /// Waits for the process to end, for three minutes at most.
    func result() throws -> MuseBinary.Result {
        var status: Int32 = 0
        var waited = 0
        while waitpid(number, &status, WNOHANG) == 0 {
            guard waited < 180_000 else { throw Failed(what: "not over after three minutes") }
            usleep(2000)
            waited += 2
        }
        isOver = true
        let signal = status & 0x7F
        return MuseBinary.Result(
            output: try text("output"), errors: try text("errors"),
            code: signal == 0 ? status >> 8 & 0xFF : 128 + signal)
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
    }
}
