import CMuseSystem
import MusePlatform
import MuseStorage

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

    /// The last line of its output; nil if it has written nothing.
    package var lastLine: Substring? { output.split(whereSeparator: \.isNewline).last }

    /// Runs a program and waits until it ends.
    ///
    /// Everything happens on the calling thread: a task that waited here for others could take the last thread that
    /// they need.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments. A program name that is not a path is looked up on `PATH`.
    ///   - folder: the working directory; nil for that of this process.
    ///   - environment: changes of the environment.
    ///   - seconds: the timeout, after which the process and its child processes are killed; nil for none.
    ///   - supervisor: the program that runs the command as its child, called with `plugins supervise COMMAND`, and
    ///     ends all its descendants, also when this process ends; nil for none.
    ///   - outputLimit: the number of bytes of standard output, and of standard error, that are kept.
    ///   - showsErrors: whether its standard error is that of this process, and not in `output`.
    ///   - isCancelled: polled; ends the process and its child processes when it becomes true.
    /// - Throws: `FileError` if the process cannot be run; `CancellationError`.
    package init(
        _ command: [String], folder: String? = nil, environment: [String: String] = [:], seconds: Double? = nil,
        supervisor: String? = nil, outputLimit: Int = 1 << 20, showsErrors: Bool = false,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws {
        let line = (supervisor.map { [$0, "plugins", "supervise"] } ?? []) + command
        var changes = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        changes.append("SWIFT_BACKTRACE=enable=no")
        // The supervisor watches its standard input, which is closed when this process ends.
        let watch = supervisor == nil ? nil : try Pipe(for: command[0])
        let output = try Pipe(for: command[0])
        let errors = showsErrors ? nil : try Pipe(for: command[0])
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(nothing) }

        var process: pid_t = 0
        let code = withCStrings(line) { line in
            withCStrings(changes) { changes in
                muse_spawn(
                    &process, line, changes, folder, watch?.reading ?? nothing, output.writing, errors?.writing ?? 2)
            }
        }
        guard code == 0 else {
            throw FileError(path: command[0], reason: "cannot be run: \(String(cString: strerror(code)))")
        }
        output.closeWriting()
        errors?.closeWriting()
        var ending = ProcessEnding(process, seconds: seconds, isSupervised: supervisor != nil, isCancelled)
        var reading = PipeReading([output, errors].compactMap { $0 }, limit: outputLimit)
        while reading.isOpen, !ending.isOverdue {
            reading.wait(milliseconds: ending.isWatched ? 50 : -1)
            ending.check()
        }
        let status = ending.wait()
        if ending.isCancelled { throw CancellationError() }
        // WIFSIGNALED and its relatives are macros, which Swift does not import.
        let signal = status & 0x7F
        end = ending.isTimedOut ? .timedOut : signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
        let texts = reading.contents.map { String(decoding: $0, as: UTF8.self) }
        standardOutput = texts[0]
        self.output = texts.joined()
    }
}

/// Calls `body` with null-terminated strings in a null-terminated array.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let strings = texts.map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    return strings.withUnsafeBufferPointer { body($0.baseAddress!) }
}
