import MusePlatform
import MuseProcesses
import MuseProtocols
import MuseStorage

/// Engraves ABC as staff notation with the program abcm2ps.
struct Engraver {
    static let program = ExternalProgram("abcm2ps", package: "abcm2ps")
    /// Quiet, in secure mode, without a file of formats from the working directory, and with an output buffer of
    /// 64 MiB: the program aborts when a line of music exceeds it.
    static let options = ["-q", "-S", "+F", "-k", "65536"]
    /// The exit code is 1 also if only a note or a decoration could not be drawn.
    static let successes: Set<Int32> = [0, 1]

    let folder: ScratchFolder
    let isCancelled: @Sendable () -> Bool

    /// Engraves tunes on pages.
    ///
    /// - Parameter name: that of the files in the folder, without extension.
    /// - Returns: the path of a PostScript file.
    /// - Throws: as `run` does.
    func postScript(_ abc: String, name: String) throws -> String {
        try run(abc, name: name, ["-O", folder.path("\(name).ps")], output: "\(name).ps")
    }

    /// Engraves a tune as a picture.
    ///
    /// - Returns: the path of an SVG file.
    /// - Throws: as `run` does.
    func svg(_ abc: String) throws -> String {
        // The program appends the number of the tune.
        try run(abc, name: "tune", ["-g", "-O", folder.path("tune")], output: "tune001.svg")
    }

    /// - Throws: `MissingProgramError`; `FileError`; `ExportError` if the program cannot draw the tunes;
    ///   `CancellationError`.
    private func run(_ abc: String, name: String, _ options: [String], output: String) throws -> String {
        let (input, target) = (folder.path("\(name).abc"), folder.path(output))
        try AtomicFile.write(Array(abc.utf8), to: input)
        do {
            let process = try Self.program.run(
                Self.options + options + [input], in: folder.path, outputLimit: 1 << 24,
                succeedingWith: Self.successes, isCancelled: isCancelled)
            guard access(target, R_OK) == 0 else {
                throw ExportError("abcm2ps cannot draw this: \(process.failure ?? "it finds no music")")
            }
        } catch let error as ProgramError {
            // It has limits, such as voices on a staff, and exceeds some without noticing.
            throw ExportError("abcm2ps cannot draw this: \(error)")
        }
        return target
    }
}

extension FinishedProcess {
    /// The last error message of abcm2ps, which "Emergency stop" follows.
    fileprivate var failure: String? {
        output.split(whereSeparator: \.isNewline).last { !$0.hasPrefix("Emergency") }.map(String.init)
    }
}
