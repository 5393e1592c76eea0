package import MuseProtocols

/// The tunes that a recipe learns from: read, filtered, without duplicates, split, in the keys asked for.
package struct Corpus: Sendable {
    package struct Tune: Sendable {
        package var score: Score
        /// Where it comes from: `jigs.abc:12`, or the file alone.
        package var place: String
        /// The number of its tune in the corpus: the same for all keys of one tune.
        package var number: Int
    }

    /// In the order of the files.
    package var training: [Tune] = []
    package var validation: [Tune] = []
    package var test: [Tune] = []
    package var report = CorpusReport()

    /// The tunes to learn from, each once whatever keys it is taken in.
    package var learnedFrom: [Tune] {
        var seen: Set<Int> = []
        return training.filter { seen.insert($0.number).inserted }
    }

    /// - Parameters:
    ///   - readFile: a file's bytes.
    ///   - random: the recipe's; what is drawn comes from a stream of its own.
    /// - Throws: `RecipeErrors` for files that cannot be read, and where no tune is left.
    package init(
        _ settings: CorpusSettings, importers: Registry<any Importer>, random: RandomSource,
        readFile: (String) throws -> [UInt8]
    ) throws {
        var tunes: [(tune: Imported.Tune, place: String)] = []
        for file in try Self.files(settings.files, importers) {
            let path = file.file.path
            let bytes: [UInt8]
            do {
                bytes = try readFile(path)
            } catch {
                throw RecipeErrors([file.error("cannot read '\(path)': \(error)")])
            }
            let imported = file.importer.read(bytes, name: path)
            report.diagnostics += imported.diagnostics
            for tune in imported.tunes {
                tunes.append((tune, tune.mark.map { "\($0.source.name):\($0.line)" } ?? path))
            }
        }
        report.files = settings.files.count
        try fill(from: tunes, settings, random)
    }

    /// A corpus of tunes that are read already.
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

        let prints = try concurrentMap(kept) { Fingerprint($0.score) }
        let sides = CorpusSides(kept.map(\.side), prints, settings, random)
        report.exactDuplicates = sides.exactDuplicates
        report.variants = sides.variants
        let used = kept.indices.filter { sides[$0] != nil }
        let reach = PartReach(used.lazy.filter { sides[$0] == .training }.map { kept[$0].score })
        for (number, i) in used.enumerated() {
            let (score, place, _) = kept[i]
            switch sides[i] {
            case .training:
                report.training += 1
                training += settings.transpose.training(score, reach).map {
                    Tune(score: $0, place: place, number: number)
                }
            case .validation:
                validation.append(Tune(score: settings.transpose.evaluated(score), place: place, number: number))
            case .test:
                test.append(Tune(score: settings.transpose.evaluated(score), place: place, number: number))
            case nil: break
            }
        }
        report.validation = validation.count
        report.test = test.count
    }

    private static func name(of score: Score, _ place: String) -> String {
        score.header.title.isEmpty ? place : "\(place): \(score.header.title)"
    }

    private static func reasonToSkip(_ tune: Imported.Tune) -> String? {
        if let error = tune.diagnostics.first(where: { $0.severity == .error }) { return error.message }
        return tune.score.parts.allSatisfy { $0.notes.isEmpty } ? "it has no notes" : nil
    }

    /// Says what there is where a filter leaves nothing.
    private func nothingLeft(of scores: [Score], _ settings: CorpusSettings) -> RecipeError {
        let fault = report.filteredOut.last { $0.count > 0 }
        guard let field = fault?.field else {
            let message = scores.isEmpty ? "the files hold no tune" : "none of the \(scores.count) tunes can be used"
            let detail = report.skipped.first.map { "; the first, \($0.name): \($0.reason)" } ?? ""
            return RecipeError(
                .conflict(message + detail), path: "corpus.files", at: settings.files.first?.mark)
        }
        var counts: [String: Int] = [:]
        for score in scores { counts[field.described(in: score) ?? "none given", default: 0] += 1 }
        let known = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(8)
            .map { "\($0.key) (\($0.value))" }
        return RecipeError(
            .conflict(
                "none of the \(scores.count) tunes is left; by \(field.rawValue) there are \(known.joined(separator: ", "))"
            ), path: "corpus.where.\(field.rawValue)", at: settings.files.first?.mark)
    }
}
