import MusePlatform
import MuseProtocols
import MuseStorage
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A process that has ended, and its output.
package struct FinishedProcess: Sendable {
    package enum End: Hashable, Sendable {
        case exited(Int32)
        case signaled(Int32)
        /// It was killed at its timeout.
        case timedOut
    }

    package let end: End
    package let standardOutput: String
    /// Its standard output, followed by its standard error.
    package let output: String

    private struct State {
        var pid: pid_t?
        var isTimedOut = false
        var isCancelled = false
        var result: Result<FinishedProcess, any Error>?
    }

    /// Runs a program and waits until it ends.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments. A program name that is not a path is looked up on `PATH`.
    ///   - folder: the working directory; nil for that of this process.
    ///   - environment: changes of the environment.
    ///   - seconds: the timeout, after which the process and its child processes are killed; nil for none.
    ///   - supervisor: the program that runs the command as its child, called with `plugins supervise COMMAND`, and
    ///     ends all its descendants, also when this process ends; nil for none.
    ///   - outputLimit: the maximum number of bytes of standard output, and of standard error.
    ///   - showsErrors: whether its standard error is that of this process, and not in `output`.
    ///   - isCancelled: polled; ends the process and its child processes when it becomes true.
    /// - Throws: `FileError` if the process cannot be run; `CancellationError`.
    package init(
        _ command: [String], folder: String? = nil, environment: [String: String] = [:], seconds: Double? = nil,
        supervisor: String? = nil, outputLimit: Int = 1 << 20, showsErrors: Bool = false,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws {
        let line = (supervisor.map { [$0, "plugins", "supervise"] } ?? []) + command
        var changes: [Environment.Key: String?] = ["SWIFT_BACKTRACE": "enable=no"]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { changes[key] = value }
        }
        let variables = Environment.inherit.updating(changes)
        let state = Monitor(State())
        // The supervisor watches this pipe, which is closed when this process ends.
        var ends: [Int32] = [-1, -1]
        if supervisor != nil, pipe(&ends) != 0 {
            throw FileError(path: command[0], reason: String(cString: strerror(errno)))
        }
        for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { if ends[1] >= 0 { close(ends[1]) } }
        let input = ends[0]
        Task.detached(executorPreference: ThreadExecutor.shared) {
            let result = await Self.result(
                of: line, variables, folder, input: input, outputLimit: outputLimit, showsErrors: showsErrors
            ) { pid in
                state.change { $0.pid = pid }
            }
            state.change { state in
                state.result = result.map { FinishedProcess($0.status, state.isTimedOut, $0.output, $0.errors) }
            }
        }
        Self.watch(state, seconds: seconds, isSupervised: supervisor != nil, isCancelled)
        let finished = try state.wait { $0.result }.get()
        if state.read(\.isCancelled) { throw CancellationError() }
        self = finished
    }

    private static func result(
        of command: [String], _ variables: Environment, _ folder: String?, input: Int32, outputLimit: Int,
        showsErrors: Bool, started: @escaping @Sendable (pid_t) -> Void
    ) async -> Result<(status: TerminationStatus, output: String, errors: String), any Error> {
        let program: Executable = command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0])
        let arguments = Arguments(Array(command.dropFirst()))
        let place = folder.map { FilePath($0) }
        var options = PlatformOptions()
        options.processGroupID = 0
        func run<In: InputProtocol>(_ input: In) async throws -> (TerminationStatus, String, String) {
            if showsErrors {
                let record = try await Subprocess.run(
                    program, arguments: arguments, environment: variables, workingDirectory: place,
                    platformOptions: options, input: input, output: .string(limit: outputLimit),
                    error: .currentStandardError
                ) { started($0.processIdentifier.value) }
                return (record.terminationStatus, record.standardOutput, "")
            }
            let record = try await Subprocess.run(
                program, arguments: arguments, environment: variables, workingDirectory: place,
                platformOptions: options, input: input, output: .string(limit: outputLimit),
                error: .string(limit: outputLimit)
            ) { started($0.processIdentifier.value) }
            return (record.terminationStatus, record.standardOutput, record.standardError)
        }
        do {
            guard input >= 0 else { return .success(try await run(.none)) }
            return .success(
                try await run(.fileDescriptor(FileDescriptor(rawValue: input), closeAfterSpawningProcess: true)))
        } catch {
            return .failure(FileError(path: command[0], reason: "cannot be run: \(error)"))
        }
    }

    /// Ends the process at its timeout or when it is cancelled: first with SIGTERM, which lets `make` delete an
    /// unfinished file and a supervisor end all descendants, then with SIGKILL.
    private static func watch(
        _ state: Monitor<State>, seconds: Double?, isSupervised: Bool, _ isCancelled: (@Sendable () -> Bool)?
    ) {
        guard seconds != nil || isCancelled != nil else { return }
        Task.detached(executorPreference: ThreadExecutor.shared) {
            let start = ContinuousClock.now
            while state.read({ $0.result == nil }) {
                try? await Task.sleep(for: .milliseconds(50))
                let isLate = seconds.map { ContinuousClock.now - start > .seconds($0) } ?? false
                let isStopped = isCancelled?() ?? false
                guard isLate || isStopped else { continue }
                state.change { if isStopped { $0.isCancelled = true } else { $0.isTimedOut = true } }
                for signal in [SIGTERM, SIGKILL] {
                    state.change { state in
                        if state.result == nil, let pid = state.pid { _ = kill(-pid, signal) }
                    }
                    try? await Task.sleep(for: .milliseconds(isSupervised ? 1_000 : 200))
                }
            }
        }
    }

    private init(_ status: TerminationStatus, _ isTimedOut: Bool, _ output: String, _ errors: String) {
        end =
            switch status {
            case _ where isTimedOut: .timedOut
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signaled(signal)
            }
        standardOutput = output
        self.output = output + errors
    }
}
