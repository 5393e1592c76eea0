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
        case late
    }

    let end: End
    /// Its standard output, followed by its standard error.
    let words: String

    private struct Course {
        var pid: pid_t?
        var isLate = false
        var result: Result<FinishedProcess, any Error>?
    }

    /// - Parameters:
    ///   - command: the program and its arguments. A program name that is not a path is looked up on `PATH`.
    ///   - seconds: timeout, after which the process and its child processes are killed; nil for no limit.
    /// - Throws: `FileError` if the process cannot be run.
    init(_ command: [String], seconds: Double? = nil) throws {
        let course = Monitor(Course())
        let program: Executable = command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0])
        Task.detached {
            let result: Result<FinishedProcess, any Error>
            do {
                var options = PlatformOptions()
                options.processGroupID = 0
                let record = try await Subprocess.run(
                    program, arguments: Arguments(Array(command.dropFirst())),
                    environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]), platformOptions: options,
                    input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
                ) { execution in
                    course.change { $0.pid = execution.processIdentifier.value }
                }
                let isLate = course.read(\.isLate)
                result = .success(
                    FinishedProcess(record.terminationStatus, isLate, record.standardOutput + record.standardError))
            } catch {
                result = .failure(FileError(path: command[0], reason: "cannot be run: \(error)"))
            }
            course.change { $0.result = result }
        }
        if let seconds {
            Task.detached {
                try? await Task.sleep(for: .seconds(seconds))
                course.change { course in
                    guard course.result == nil, let pid = course.pid else { return }
                    course.isLate = true
                    _ = kill(-pid, SIGKILL)
                }
            }
        }
        self = try course.wait { $0.result }.get()
    }

    private init(_ status: TerminationStatus, _ isLate: Bool, _ words: String) {
        end =
            switch status {
            case _ where isLate: .late
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signaled(signal)
            }
        self.words = words
    }
}
