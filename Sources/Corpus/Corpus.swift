package import MuseMusic
import MuseNotation
package import MuseProtocols

/// The tunes that a recipe trains on: read, filtered, deduplicated, split and transposed.
package struct Corpus: Sendable {
    package struct Tune: Sendable {
        package var score: Score
        /// The file and line of the tune, such as `jigs.abc:12`, or only the file.
        package var place: String
        /// The index of the tune or excerpt in the corpus, shared by its transposed copies.
        package var number: Int
        /// Whether a held-out tune is a variant of a training tune.
        package var resemblesTraining = false
    }

    /// The training tunes, in the order of the files.
    package var training: [Tune] = []
    package var validation: [Tune] = []
    package var test: [Tune] = []
    package var report = CorpusReport()

    /// Returns the tunes on one side of the split.
    package func tunes(_ side: CorpusSide) -> [Tune] {
        switch side {
        case .training: training
        case .validation: validation
        case .test: test
        }
    }

    /// The training tunes without transposed copies.
    package var distinctTraining: [Tune] {
        var seen: Set<Int> = []
        return training.filter { seen.insert($0.number).inserted }
    }

    /// Reads a corpus.
    ///
    /// If tunes are cut into excerpts, all excerpts of a tune are on its side of the split. Each distinct excerpt
    /// occurs once; an excerpt that occurs in training is not held out.
    ///
    /// - Parameter random: the recipe's random source; the corpus uses its own stream.
    /// - Throws: `RecipeErrors` for files that cannot be read, or if no tune remains.
    package init(
        _ settings: CorpusSettings, importers: Registry<any Importer>, random: RandomSource, files: CorpusFiles
    ) throws {
        var tunes: [(tune: Imported.Tune, place: String)] = []
        for file in try Self.files(settings.files, importers) {
            let path = file.file.path
            let imported = try file.importer.read(try files.bytes(file.file), name: path)
            report.diagnostics += imported.diagnostics
            for tune in imported.tunes {
                tunes.append((tune, tune.mark.map { "\($0.source.name):\($0.line)" } ?? path))
            }
        }
        report.files = settings.files.count
        try fill(from: tunes, settings, random)
    }

    /// Creates a corpus of tunes that have already been read.
    ///
    /// - Throws: `RecipeErrors` if no tune remains.
    package init(
        _ settings: CorpusSettings, tunes: [(tune: Imported.Tune, place: String)], random: RandomSource
    ) throws {
        try fill(from: tunes, settings, random)
    }

    private mutating func fill(
        from tunes: [(tune: Imported.Tune, place: String)], _ settings: CorpusSettings, _ random: RandomSource
    ) throws {
        report.tunesRead = tunes.count
        report.filteredOut = settings.filter.conditions.map { ($0.field, 0) }
        var kept: [(score: Score, place: String, side: CorpusSide?)] = []
        // A performance is notated first, so that conditions on meter and key apply to what the tokens say.
        let tunes = try concurrentMap(tunes) { tune, place in
            var tune = tune
            tune.score = tune.score.notatedIfPerformed()
            return (tune: tune, place: place)
        }
        for (tune, place) in tunes {
            report.diagnostics += tune.diagnostics
            if let reason = Self.reasonToSkip(tune) {
                report.skipped.append(.init(name: Self.name(of: tune.score, place), reason: reason))
            } else if let failed = settings.filter.conditions.firstIndex(where: { !$0.holds(tune.score) }) {
                report.filteredOut[failed].count += 1
            } else {
                kept.append((tune.score, place, tune.split))
            }
        }
        if kept.isEmpty { throw RecipeErrors([nothingLeft(of: tunes.map(\.tune.score), settings)]) }

        let fingerprints = try concurrentMap(kept) { Fingerprint($0.score) }
        let sides = CorpusSides(kept.map(\.side), fingerprints, settings, random)
        report.exactDuplicates = sides.exactDuplicates
        report.variants = sides.variants
        var used = kept.indices.compactMap { i in
            sides[i].map {
                Sided(
                    score: kept[i].score, place: kept[i].place, side: $0,
                    resemblesTraining: sides.resemblesTraining(i))
            }
        }
        if let excerpts = settings.excerpts {
            report.cut = used.count
            used = try Self.cut(used, excerpts, settings.transpose)
            if used.isEmpty {
                let message = "no tune has \(excerpts.bars) consecutive whole bars"
                throw RecipeErrors([
                    RecipeError(.conflict(message), path: "corpus.excerpt", at: settings.files.first?.mark)
                ])
            }
        }
        let ranges = PartRanges(used.lazy.filter { $0.side == .training }.map(\.score))
        for (number, tune) in used.enumerated() {
            func heldOut() -> Tune {
                Tune(
                    score: settings.transpose.normalised(tune.score), place: tune.place, number: number,
                    resemblesTraining: tune.resemblesTraining)
            }
            switch tune.side {
            case .training:
                report.training += 1
                training += settings.transpose.training(tune.score, ranges).map {
                    Tune(score: $0, place: tune.place, number: number)
                }
            case .validation: validation.append(heldOut())
            case .test: test.append(heldOut())
            }
        }
        report.validation = validation.count
        report.test = test.count
        report.resemblingTest = test.count(where: \.resemblesTraining)
    }

    private struct Sided: Sendable {
        let score: Score
        let place: String
        let side: CorpusSide
        let resemblesTraining: Bool
    }

    /// Returns the excerpts of tunes, training first. Of equal excerpts, only the first is kept.
    private static func cut(_ tunes: [Sided], _ excerpts: Excerpts, _ transpose: CorpusTransposition) throws -> [Sided]
    {
        struct Content: Hashable, Sendable {
            let notes: UInt64
            let meter: Meter?
        }
        let ordered = [CorpusSide.training, .validation, .test].flatMap { side in tunes.filter { $0.side == side } }
        let cut = try concurrentMap(ordered) { tune in
            excerpts(of: tune.score).map { score in
                let content = Content(
                    notes: Fingerprint(transpose.normalised(score)).content, meter: score.meters.first?.value)
                return (
                    Sided(
                        score: score, place: tune.place, side: tune.side, resemblesTraining: tune.resemblesTraining),
                    content
                )
            }
        }
        var seen: Set<Content> = []
        return cut.joined().filter { seen.insert($0.1).inserted }.map(\.0)
    }

    private static func name(of score: Score, _ place: String) -> String {
        score.header.title.isEmpty ? place : "\(place): \(score.header.title)"
    }

    private static func reasonToSkip(_ tune: Imported.Tune) -> String? {
        if let error = tune.diagnostics.first(where: { $0.severity == .error }) { return error.message }
        return tune.score.parts.allSatisfy { $0.notes.isEmpty } ? "it has no notes" : nil
    }

    /// Returns the error for a corpus without usable tunes. If a filter matches nothing, it lists the values that
    /// occur.
    private func nothingLeft(of scores: [Score], _ settings: CorpusSettings) -> RecipeError {
        let fault = report.filteredOut.last { $0.count > 0 }
        guard let field = fault?.field else {
            let message = scores.isEmpty ? "the files contain no tune" : "none of the \(scores.count) tunes can be used"
            let detail = report.skipped.first.map { "; the first, \($0.name): \($0.reason)" } ?? ""
            return RecipeError(
                .conflict(message + detail), path: "corpus.files", at: settings.files.first?.mark)
        }
        let known = field.counts(in: scores).prefix(8).map { "\($0.value) (\($0.count))" }.joined(separator: ", ")
        return RecipeError(
            .conflict("none of the \(scores.count) tunes matches; \(field.rawValue) in the files: \(known)"),
            path: "corpus.where.\(field.rawValue)", at: settings.files.first?.mark)
    }
}
