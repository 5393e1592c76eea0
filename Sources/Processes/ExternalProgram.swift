import MusePlatform
import MuseProtocols
import MuseStorage

/// A program of the system that exporters run, such as fluidsynth.
package struct ExternalProgram: Hashable, Sendable {
    /// The program's name, which is looked up on `PATH`.
    package let name: String
    /// The Debian package that contains it.
    package let package: String

    package init(_ name: String, package: String) {
        self.name = name
        self.package = package
    }

    /// Whether it is on `PATH`.
    package var isInstalled: Bool { path != nil }

    /// Why it cannot be run; nil if it can.
    package var obstacle: String? {
        isInstalled ? nil : "\(MissingProgramError(program: name, package: package))"
    }

    private var path: String? {
        guard let variable = getenv("PATH") else { return nil }
        return String(cString: variable).split(separator: ":").lazy
            .map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }

    /// Runs the program and waits until it ends.
    ///
    /// - Parameters:
    ///   - folder: the working directory; nil for that of this process.
    ///   - outputLimit: the maximum number of bytes of standard output, and of standard error.
    ///   - codes: the exit codes of success.
    /// - Returns: the process, with its output.
    /// - Throws: `MissingProgramError`; `FileError` if it cannot be started; `ProgramError` if it fails;
    ///   `CancellationError`.
    @discardableResult
    package func run(
        _ arguments: [String], in folder: String? = nil, outputLimit: Int = 1 << 20,
        succeedingWith codes: Set<Int32> = [0],
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws -> FinishedProcess {
        guard let path else { throw MissingProgramError(program: name, package: package) }
        let process = try FinishedProcess(
            [path] + arguments, folder: folder, outputLimit: outputLimit, isCancelled: isCancelled)
        guard case .exited(let code) = process.end, codes.contains(code) else {
            throw ProgramError(program: name, process)
        }
        return process
    }
}

/// An exporter needs a program that is not installed.
package struct MissingProgramError: Error, Equatable, CustomStringConvertible {
    package let program: String
    package let package: String

    package var description: String {
        "the program \(program) is not installed; Debian's package \(package) contains it"
    }
}

/// A program has failed.
package struct ProgramError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(program: String, _ process: FinishedProcess) {
        let how =
            switch process.end {
            case .exited(let code): "ended with exit code \(code)"
            case .signaled(let signal): "was killed by signal \(signal)"
            case .timedOut: "took too long"
            }
        description = "\(program) \(how)\(process.lastLine.map { ": \($0)" } ?? "")"
    }
}
