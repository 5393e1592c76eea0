import MusePlatform
import MuseProtocols
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The process of a plug-in. It leads its own process group, so that its child processes end with it.
final class PluginProcess: Sendable {
    private enum State {
        case starting
        case running(pid_t)
        /// How the process ended, or why it could not be started, one phrase.
        case over(String)
    }

    private let state = Monitor(State.starting)
    private let isSupervised: Bool

    /// Starts a process.
    ///
    /// - Parameters:
    ///   - supervisor: the program that runs the command as its child, called with `plugins supervise COMMAND`, and
    ///     ends all its descendants; nil to end only the process group.
    ///   - memory: the limit of the address space, in MiB.
    ///   - ends: the process's ends of its standard input, output and error. Always closed here.
    /// - Throws: `PluginPipes.ExchangeError` if the process cannot be started.
    init(
        _ command: [String], supervisor: String?, folder: String, memory: Int,
        ends: (input: Int32, output: Int32, errors: Int32)
    ) throws {
        // A shell sets the memory limit, then replaces itself with the program. A backtrace of a library's crash takes
        // seconds, and would hide what the plug-in has written.
        let shell =
            ["/bin/sh", "-c", "ulimit -v \(memory * 1024); SWIFT_BACKTRACE=enable=no exec \"$0\" \"$@\""] + command
        let line = (supervisor.map { [$0, "plugins", "supervise"] } ?? []) + shell
        isSupervised = supervisor != nil
        let state = state
        // Only the task that starts the process can reap it. `run` returns when the process has ended.
        Task.detached {
            var options = PlatformOptions()
            options.processGroupID = 0
            do {
                let result = try await Subprocess.run(
                    .path(FilePath(line[0])), arguments: Arguments(Array(line.dropFirst())),
                    workingDirectory: FilePath(folder),
                    platformOptions: options,
                    input: .fileDescriptor(FileDescriptor(rawValue: ends.input), closeAfterSpawningProcess: true),
                    output: .fileDescriptor(FileDescriptor(rawValue: ends.output), closeAfterSpawningProcess: true),
                    error: .fileDescriptor(FileDescriptor(rawValue: ends.errors), closeAfterSpawningProcess: true)
                ) { execution in
                    state.change { $0 = .running(execution.processIdentifier.value) }
                }
                let how =
                    switch result.terminationStatus {
                    case .exited(let code): "exited with code \(code)"
                    case .signaled(let signal): "was killed by signal \(signal)"
                    }
                state.change { $0 = .over(how) }
            } catch {
                state.change { $0 = .over("cannot be started: \(error)") }
            }
        }
        let failure: String? = state.wait { state in
            switch state {
            case .starting: nil
            case .running: .some(nil)
            case .over(let how): how
            }
        }
        if let failure, failure.hasPrefix("cannot") { throw PluginPipes.ExchangeError.system(failure) }
    }

    /// The process identifier; nil if the process is not running.
    var identifier: pid_t? {
        state.read { state in if case .running(let pid) = state { pid } else { nil } }
    }

    /// How the process ended; nil if it is still running.
    var end: String? {
        state.read { state in if case .over(let how) = state { how } else { nil } }
    }

    /// Kills the process and its descendants, and waits for the process to end.
    func kill() {
        if isSupervised {
            state.read { state in if case .running(let pid) = state { Self.send(SIGTERM, to: pid) } }
            // A supervisor needs some milliseconds to end all descendants.
            for _ in 0..<1_000 where end == nil { usleep(1_000) }
        }
        state.read { state in
            // The process identifier cannot be reused before the process is reaped, and reaping changes the state.
            if case .running(let pid) = state { Self.send(SIGKILL, to: -pid) }
        }
        waitForEnd()
    }

    func waitForEnd() {
        state.wait { state in if case .over = state { () } else { nil } }
    }

    private static func send(_ signal: Int32, to pid: pid_t) {
        #if canImport(Glibc)
            _ = Glibc.kill(pid, signal)
        #elseif canImport(Musl)
            _ = Musl.kill(pid, signal)
        #else
            _ = Darwin.kill(pid, signal)
        #endif
    }
}
