import ArgumentParser
import MuseKit
import MuseMusic
import MusePlugins
import MuseProtocols
import MuseStorage

/// The failures of a command that works on several files: each is reported at once, and the other files are still
/// processed.
struct FileFailures {
    private let fileCount: Int
    private var codes: [Failure.Code] = []

    init(fileCount: Int) { self.fileCount = fileCount }

    /// Does the work for one file, or reports why it fails.
    ///
    /// - Throws: errors that do not concern the file, such as a closed standard output.
    mutating func attempt(_ work: () throws -> Void) throws {
        do { try work() } catch  where Self.concernsFile(error) { report(error) }
    }

    /// Reports a failure on standard error.
    mutating func report(_ error: any Error) {
        let failure = Failure(error)
        Terminal.say(failure.message)
        add(failure.code)
    }

    /// Makes `end()` end the command, for a failure that has been reported.
    mutating func add(_ code: Failure.Code) { codes.append(code) }

    /// Ends the command if there was a failure: with its code if there is only one file, or else with 65.
    func end() throws {
        guard let first = codes.first else { return }
        throw ExitCode((fileCount > 1 ? .data : first).rawValue)
    }

    /// Returns the tunes of a music file after printing its diagnostics; none if it cannot be read, which is reported.
    mutating func tunes(of reading: MusicReading) throws -> [FileTune] {
        let shown = 20
        for diagnostic in reading.diagnostics.prefix(shown) { Terminal.say(diagnostic.description) }
        if reading.diagnostics.count > shown { Terminal.say("… and \(reading.diagnostics.count - shown) more") }
        var tunes: [FileTune] = []
        try attempt {
            let file = try reading.file.get()
            if file.skippedCount > 0 {
                let all = file.scores.count + file.skippedCount
                Terminal.say("\(file.skippedCount) of \(all) tunes left out because of errors")
            }
            tunes = file.tunes(path: reading.path)
        }
        return tunes
    }

    private static func concernsFile(_ error: any Error) -> Bool {
        error is MuseError || error is FileError || error is Diagnostic || error is TokenizationError
            || error is PluginError
    }
}
