import MuseProtocols

/// The tunes that are exported together.
enum ExportUnit {
    case tune
    case file
    /// Those of several files, or of an unknown number of files.
    case all
}

extension OutputTarget {
    /// - Parameter paths: the files that are converted.
    func unit(of paths: [String]) -> ExportUnit {
        if exporter.runsPrograms { return .all }
        if pattern.isPerTune || !exporter.holdsManyTunes { return .tune }
        // A file that is named twice may go to one output.
        return pattern.hasName && Set(paths).count == paths.count ? .file : .all
    }
}

/// What becomes of a part of a file.
struct ConvertedPart: Sendable {
    /// Without tunes.
    let reading: MusicReading
    var firstPath: String?
    var hasPerformances = false
    var hasNotation = false
    /// Why tunes cannot be edited.
    var failures: [any Error] = []
    var tunes = EditedTunes()
    /// Those of the tunes, if their outputs are complete.
    var exports: [TuneExport] = []
}

/// Tunes whose output is not known: in the form that needs least memory.
struct EditedTunes: Sendable {
    private(set) var places: [TunePlace] = []
    /// The tunes, if the exporter encodes each by itself.
    private(set) var bookTunes: [any BookTune] = []
    /// The tunes, if it does not.
    private(set) var scores: [FileTune] = []

    fileprivate mutating func add(_ tune: PartConverter.Edited) {
        places.append(tune.place)
        switch tune.form {
        case .exported: break
        case .bookTune(let bookTune): bookTunes.append(bookTune)
        case .score(let score): scores.append(score)
        }
    }

    /// Only the places.
    fileprivate var withoutMusic: EditedTunes {
        var tunes = EditedTunes()
        tunes.places = places
        return tunes
    }

    static func += (tunes: inout Self, more: Self) {
        tunes.places += more.places
        tunes.bookTunes += more.bookTunes
        tunes.scores += more.scores
    }
}

/// Edits the tunes of a file part by part, and exports those whose output is complete.
struct PartConverter {
    private let exporter: any Exporter
    private let unit: ExportUnit
    private let edits: ScoreEdits
    private let findsLosses: Bool
    /// The tunes of the file so far, if they are exported together.
    private var waiting = EditedTunes()

    init(_ exporter: any Exporter, _ unit: ExportUnit, _ edits: ScoreEdits, findsLosses: Bool) {
        (self.exporter, self.unit, self.edits, self.findsLosses) = (exporter, unit, edits, findsLosses)
    }

    /// - Throws: `SystemThread.Unavailable`.
    mutating func converted(_ reading: MusicReading) throws -> ConvertedPart {
        var part = ConvertedPart(reading: reading.withoutTunes)
        let tunes = (try? reading.file.get().tunes(path: reading.path)) ?? []
        part.firstPath = tunes.first?.path
        part.hasPerformances = tunes.contains { $0.score.performance != nil }
        part.hasNotation = tunes.contains { $0.score.performance == nil }
        for result in try concurrentMap(tunes, { [self] tune in Result { try edited(tune) } }) {
            switch result {
            case .success(let tune):
                part.tunes.add(tune)
                if case .exported(let export) = tune.form { part.exports.append(export) }
            case .failure(let error): part.failures.append(error)
            }
        }
        guard unit == .file else { return part }
        waiting += part.tunes
        part.tunes = EditedTunes()
        if reading.isLast, !waiting.places.isEmpty {
            part.tunes = waiting.withoutMusic
            part.exports = [TuneExport(waiting, exporter, findsLosses: findsLosses)]
        }
        return part
    }

    fileprivate struct Edited: Sendable {
        enum Form: Sendable {
            case exported(TuneExport)
            case bookTune(any BookTune)
            case score(FileTune)
        }

        let place: TunePlace
        let form: Form
    }

    private func edited(_ tune: FileTune) throws -> Edited {
        let tune = FileTune(try edits.applied(to: tune), path: tune.path, mark: tune.mark)
        let form: Edited.Form
        if unit == .tune {
            form = .exported(TuneExport([tune.score], exporter, findsLosses: findsLosses))
        } else if let bookTune = exporter.bookTune(tune.score, findsLosses: findsLosses) {
            form = .bookTune(bookTune)
        } else {
            form = .score(tune)
        }
        return Edited(place: tune.label, form: form)
    }
}

extension TuneExport {
    fileprivate init(_ tunes: EditedTunes, _ exporter: any Exporter, findsLosses: Bool) {
        guard !tunes.bookTunes.isEmpty else {
            self.init(tunes.scores.map(\.score), exporter, findsLosses: findsLosses)
            return
        }
        self.init(
            losses: findsLosses ? exporter.losses(of: tunes.bookTunes) : [],
            files: Result { [ExportedFile(suffix: nil, bytes: try exporter.write(tunes.bookTunes))] })
    }
}

extension MusicReading {
    fileprivate var withoutTunes: MusicReading {
        MusicReading(
            path: path, isLast: isLast, diagnostics: diagnostics, tuneCount: tuneCount,
            file: file.map { MusicFile(scores: [], marks: [], skippedCount: $0.skippedCount) })
    }
}
