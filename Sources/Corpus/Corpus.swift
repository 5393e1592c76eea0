package import MuseMusic
package import MuseProtocols

/// The tunes that a recipe trains on: read, filtered, deduplicated, split and transposed.
package struct Corpus: Sendable {
    package struct Tune: Sendable {
        package var score: Score
        /// The performance that the score notates; nil unless the tokenizer encodes performances.
        package var performance: Score?
        /// The file and line of the tune, such as `jigs.abc:12`, or only the file.
        package var place: String
        /// The index of the tune or excerpt in the corpus, shared by its transposed copies.
        package var number: Int
        /// Whether a held-out tune is a variant of a training tune.
        package var resemblesTraining = false

        /// What a tokenizer encodes.
        package var source: Score { performance ?? score }
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
        var unread: [CorpusReport.Skipped] = []
        for file in try Self.files(settings.files, importers) {
            let path = file.file.path
            try file.readParts(try files.content(file.file)) { part in
                report.diagnostics += part.diagnostics
                unread += part.diagnostics.filter { $0.severity == .error }.map {
                    CorpusReport.Skipped(name: path, reason: $0.message)
                }
                for tune in part.tunes { tunes.append((tune, tune.place(in: path))) }
            }
        }
        report.files = settings.files.count
        try fill(from: tunes, settings, random)
        report.skipped += unread
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
        let read = try concurrentMap(tunes) { tune, place in TuneReading(tune, place: place, settings) }
        let index = try CorpusIndex(read.map(\.facts), settings, random)
        let (files, diagnostics) = (report.files, report.diagnostics)
        report = index.report
        report.files = files
        report.diagnostics = diagnostics + read.flatMap(\.diagnostics)
        for (number, use) in index.uses.enumerated() {
            let tunes = settings.occurrences(
                read[use.tune].pieces[use.piece], use.side, index.ranges, random
            ).map {
                Tune(
                    score: $0.score, performance: $0.performance, place: read[use.tune].facts.place, number: number,
                    resemblesTraining: use.resemblesTraining)
            }
            switch use.side {
            case .training: training += tunes
            case .validation: validation += tunes
            case .test: test += tunes
            }
        }
        report.validation = validation.count
        report.test = test.count
    }
}
