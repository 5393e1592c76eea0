import MuseProtocols
import Subprocess

/// A program that was run to its end.
struct FinishedProcess: Sendable {
    let isSuccess: Bool
    /// `exit code 1`, `signal 9`.
    let end: String
    /// What it wrote to standard output, then what to standard error.
    let words: String

    /// - Parameter command: the first part is looked for on `PATH`. Ended with all that it starts, after `seconds` of the
    ///   processor's time where that is given.
    /// - Throws: `FileError` where it cannot be run.
    init(_ command: [String], seconds: Int? = nil) throws {
        let done = Monitor<Result<FinishedProcess, any Error>?>(nil)
        let limited = seconds.map { ["sh", "-c", "ulimit -t \($0); exec \"$0\" \"$@\""] + command } ?? command
        Task.detached {
            let result: Result<FinishedProcess, any Error>
            do {
                var options = PlatformOptions()
                options.processGroupID = 0
                let record = try await Subprocess.run(
                    .name(limited[0]), arguments: Arguments(Array(limited.dropFirst())), platformOptions: options,
                    output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
                result = .success(
                    FinishedProcess(record.terminationStatus, record.standardOutput + record.standardError))
            } catch {
                result = .failure(FileError(path: command[0], reason: "cannot be run: \(error)"))
            }
            done.change { $0 = result }
        }
        self = try done.wait { $0 }.get()
    }

    private init(_ status: TerminationStatus, _ words: String) {
        isSuccess = status.isSuccess
        end =
            switch status {
            case .exited(let code): "exit code \(code)"
            case .signaled(let signal): "signal \(signal)"
            }
        self.words = words
    }
}
