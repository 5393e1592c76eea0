import MuseMusic
public import MuseProtocols
import MuseStorage

/// What reading a music file, or a part of a large one, resulted in.
public struct MusicReading: Sendable {
    public let path: String
    /// Whether no part of the file follows. All other parts have at least two tunes without errors.
    public let isLast: Bool
    /// What the importer reports.
    public let diagnostics: [Diagnostic]
    /// The number of tunes that were read, including those with errors.
    public let tuneCount: Int
    /// The tunes, or why there are none: `MuseError.use` for an unknown file extension; `MuseError.data` if no tune of
    /// the file is free of errors, or if the format of standard input is unknown; `FileError`; an error of a plug-in.
    public let file: Result<MusicFile, any Error>
}

extension MusicReader {
    /// Reads a file, and hands over its tunes in parts.
    ///
    /// - Parameter onPart: called at least once, also if the file cannot be read.
    /// - Throws: only errors of `onPart`.
    func readings(_ path: String, onPart: (MusicReading) throws -> Void) throws {
        var parts = MusicParts(path)
        var stop: (any Error)?
        do {
            try read(path) { imported in
                guard let reading = parts.add(imported) else { return }
                do { try onPart(reading) } catch {
                    stop = error
                    throw error
                }
            }
        } catch {
            if let stop { throw stop }
            return try onPart(parts.last(failure: error))
        }
        try onPart(parts.last())
    }
}

/// Divides what an importer reads into parts. The tunes read last wait until it is known whether more follow.
private struct MusicParts {
    private let path: String
    private var diagnostics: [Diagnostic] = []
    private var tuneCount = 0
    private var tunes: [Imported.Tune] = []
    /// Whether an earlier part had tunes.
    private var hasTunes = false
    /// Whether an error concerns the whole file.
    private var isRefused = false

    init(_ path: String) { self.path = path }

    /// Adds tunes; returns those before as a part if they are enough.
    mutating func add(_ imported: Imported) -> MusicReading? {
        let part = tunes.count > 1 ? take(isLast: false, .success(file)) : nil
        isRefused = isRefused || imported.diagnostics.contains { $0.severity == .error }
        diagnostics += imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
        tuneCount += imported.tunes.count
        if !isRefused { tunes += imported.tunes.filter { !$0.diagnostics.contains { $0.severity == .error } } }
        return part
    }

    /// Returns the last part.
    ///
    /// - Parameter failure: why the file cannot be read to its end; nil if it was.
    mutating func last(failure: (any Error)? = nil) -> MusicReading {
        if let failure { return take(isLast: true, .failure(failure)) }
        guard hasTunes || !tunes.isEmpty else {
            let name = printable(MusicReader.name(path))
            return take(isLast: true, .failure(MuseError.data("no tune can be read from '\(name)'")))
        }
        return take(isLast: true, .success(file))
    }

    private var file: MusicFile {
        MusicFile(scores: tunes.map(\.score), marks: tunes.map(\.mark), skippedCount: tuneCount - tunes.count)
    }

    private mutating func take(isLast: Bool, _ file: Result<MusicFile, any Error>) -> MusicReading {
        let reading = MusicReading(
            path: path, isLast: isLast, diagnostics: diagnostics, tuneCount: tuneCount, file: file)
        hasTunes = hasTunes || !tunes.isEmpty
        (diagnostics, tuneCount, tunes) = ([], 0, [])
        return reading
    }
}
