import MusePlatform
import MuseProtocols
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A plug-in's program, from its start to its end. It is the head of a process group of its own, so that what it starts
/// ends with it.
final class PluginProcess: Sendable {
    private enum State {
        case starting
        case running(pid_t)
        /// Why, one phrase.
        case over(String)
    }

    private let state = Monitor(State.starting)

    /// - Parameter ends: of its standard input, output and error; closed here in any case.
    /// - Throws: `PluginPipes.Trouble` where it cannot be started.
    init(
        _ command: [String], folder: String, memory: Int, ends: (input: Int32, output: Int32, errors: Int32)
    ) throws {
        // A shell sets the limit and gives way to the program.
        let arguments = Arguments(["-c", "ulimit -v \(memory * 1024); exec \"$0\" \"$@\""] + command)
        let state = state
        // It may only be reaped where it was started; `run` returns when it has ended.
        Task.detached {
            var options = PlatformOptions()
            options.processGroupID = 0
            do {
                let result = try await Subprocess.run(
                    .path("/bin/sh"), arguments: arguments, workingDirectory: FilePath(folder),
                    platformOptions: options,
                    input: .fileDescriptor(FileDescriptor(rawValue: ends.input), closeAfterSpawningProcess: true),
                    output: .fileDescriptor(FileDescriptor(rawValue: ends.output), closeAfterSpawningProcess: true),
                    error: .fileDescriptor(FileDescriptor(rawValue: ends.errors), closeAfterSpawningProcess: true)
                ) { execution in
                    state.change { $0 = .running(execution.processIdentifier.value) }
                }
                let how =
                    switch result.terminationStatus {
                    case .exited(let code): "ended with exit code \(code)"
                    case .signaled(let signal): "was ended by signal \(signal)"
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
        if let failure, failure.hasPrefix("cannot") { throw PluginPipes.Trouble.system(failure) }
    }

    /// nil where it does not run.
    var identifier: pid_t? {
        state.read { state in if case .running(let pid) = state { pid } else { nil } }
    }

    /// How it ended, where it has.
    var end: String? {
        state.read { state in if case .over(let how) = state { how } else { nil } }
    }

    /// Ends it and what it started, and waits for that. What it does about it does not count.
    func kill() {
        state.read { state in
            // The number is not given to another process before it is reaped, which changes the state.
            if case .running(let pid) = state { Self.end(group: pid) }
        }
        waitForEnd()
    }

    func waitForEnd() {
        state.wait { state in if case .over = state { () } else { nil } }
    }

    private static func end(group: pid_t) {
        #if canImport(Glibc)
            _ = Glibc.kill(-group, SIGKILL)
        #elseif canImport(Musl)
            _ = Musl.kill(-group, SIGKILL)
        #else
            _ = Darwin.kill(-group, SIGKILL)
        #endif
    }
}
