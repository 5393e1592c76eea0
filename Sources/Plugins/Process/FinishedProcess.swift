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
struct FinishedProcess: Sendable {
    enum End: Hashable, Sendable {
        case exited(Int32)
        case signaled(Int32)
        /// It was killed at its timeout.
        case timedOut
    }

    let end: End
    /// Its standard output, followed by its standard error.
    let output: String

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
    ///   - seconds: the timeout, after which the process and its child processes are killed; nil for none.
    ///   - showsErrors: whether its standard error is that of this process, and not in `output`.
    ///   - isCancelled: polled; kills the process when it becomes true.
    /// - Throws: `FileError` if the process cannot be run; `CancellationError`.
    init(
        _ command: [String], seconds: Double? = nil, showsErrors: Bool = false,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws {
        let state = Monitor(State())
        let program: Executable = command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0])
        Task.detached {
            let result: Result<FinishedProcess, any Error>
            do {
                var options = PlatformOptions()
                options.processGroupID = 0
                let arguments = Arguments(Array(command.dropFirst()))
                let environment = Environment.inherit.updating(["SWIFT_BACKTRACE": "enable=no"])
                let (status, output): (TerminationStatus, String)
                if showsErrors {
                    let record = try await Subprocess.run(
                        program, arguments: arguments, environment: environment, platformOptions: options,
                        input: .none, output: .string(limit: 1 << 20), error: .currentStandardError
                    ) { execution in
                        state.change { $0.pid = execution.processIdentifier.value }
                    }
                    (status, output) = (record.terminationStatus, record.standardOutput)
                } else {
                    let record = try await Subprocess.run(
                        program, arguments: arguments, environment: environment, platformOptions: options,
                        input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
                    ) { execution in
                        state.change { $0.pid = execution.processIdentifier.value }
                    }
                    (status, output) = (record.terminationStatus, record.standardOutput + record.standardError)
                }
                result = .success(FinishedProcess(status, state.read(\.isTimedOut), output))
            } catch {
                result = .failure(FileError(path: command[0], reason: "cannot be run: \(error)"))
            }
            state.change { $0.result = result }
        }
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        Task.detached {
            while state.read({ $0.result == nil }) {
                try? await Task.sleep(for: .milliseconds(50))
                let isLate = deadline.map { ContinuousClock.now > $0 } ?? false
                guard isLate || isCancelled() else { continue }
                state.change { state in
                    guard state.result == nil, let pid = state.pid else { return }
                    state.isTimedOut = isLate
                    state.isCancelled = !isLate
                    _ = kill(-pid, SIGKILL)
                }
            }
        }
        self = try state.wait { $0.result }.get()
        if state.read(\.isCancelled) { throw CancellationError() }
    }

    private init(_ status: TerminationStatus, _ isTimedOut: Bool, _ output: String) {
        end =
            switch status {
            case _ where isTimedOut: .timedOut
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signaled(signal)
            }
        self.output = output
    }
}
