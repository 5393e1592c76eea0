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
    /// What the importer has reported about the file that is being read.
    private var reported = (diagnostics: 0, tunes: 0, skippedTunes: 0)
    /// Messages about tunes of a file that has not been read to its end; they follow those about the whole file.
    private var waiting: [String]?

    init(fileCount: Int) { self.fileCount = fileCount }

    /// Does the work for one file or tune; reports why it fails, and then returns nil.
    ///
    /// - Throws: errors that do not concern the file, such as a closed standard output.
    @discardableResult
    mutating func attempt<Result>(_ work: () throws -> Result) throws -> Result? {
        do { return try work() } catch  where Self.concernsFile(error) {
            report(error)
            return nil
        }
    }

    /// Writes a message about a tune to standard error.
    mutating func say(_ message: String) {
        if waiting == nil { Terminal.say(message) } else { waiting?.append(message) }
    }

    /// Reports a failure on standard error.
    mutating func report(_ error: any Error) {
        let failure = Failure(error)
        say(failure.message)
        add(failure.code)
    }

    /// Makes `end()` end the command, for a failure that has been reported.
    mutating func add(_ code: Failure.Code) { codes.append(code) }

    /// Ends the command if there was a failure: with its code if there is only one file, or else with 65.
    func end() throws {
        guard let first = codes.first else { return }
        throw ExitCode((fileCount > 1 ? .data : first).rawValue)
    }

    /// Returns the tunes of a music file, or of a part of it, after printing what the importer reports; none if the
    /// file cannot be read, which is reported.
    mutating func tunes(of reading: MusicReading) throws -> [FileTune] {
        let shown = 20
        for diagnostic in reading.diagnostics.prefix(max(0, shown - reported.diagnostics)) {
            Terminal.say(diagnostic.description)
        }
        reported.diagnostics += reading.diagnostics.count
        reported.tunes += reading.tuneCount
        reported.skippedTunes += (try? reading.file.get().skippedCount) ?? 0
        guard reading.isLast else {
            waiting = waiting ?? []
            return try reading.file.get().tunes(path: reading.path)
        }
        let messages = waiting ?? []
        waiting = nil
        if reported.diagnostics > shown { Terminal.say("… and \(reported.diagnostics - shown) more") }
        let file = try attempt { try reading.file.get() }
        if file != nil, reported.skippedTunes > 0 {
            Terminal.say("\(reported.skippedTunes) of \(reported.tunes) tunes left out because of errors")
        }
        reported = (0, 0, 0)
        for message in messages { Terminal.say(message) }
        return file?.tunes(path: reading.path) ?? []
    }

    private static func concernsFile(_ error: any Error) -> Bool {
        error is MuseError || error is FileError || error is Diagnostic || error is TokenizationError
            || error is PluginError
    }
}
