import MuseMusic
package import MuseProtocols

/// The tunes of a corpus that are used, decided from what is known of each: without duplicates, and split.
package struct CorpusIndex: Sendable {
    /// A tune or excerpt that is used.
    package struct Use: Sendable {
        /// The index of the tune among all that were read.
        package let tune: Int
        /// The index of the piece of the tune.
        package let piece: Int
        package let side: CorpusSide
        /// Whether a held-out tune is a variant of a training tune.
        package let resemblesTraining: Bool
    }

    /// In the order of the corpus.
    package private(set) var uses: [Use] = []
    /// Without the counts of files and diagnostics.
    package var report = CorpusReport()
    /// The ranges of the parts of training tunes; empty unless tunes are transposed within them.
    package let ranges: PartRanges

    /// - Parameter random: the recipe's random source; the split uses its own stream.
    /// - Throws: `RecipeErrors` if no tune remains.
    package init(_ tunes: [TuneFacts], _ settings: CorpusSettings, _ random: RandomSource) throws {
        report.tunesRead = tunes.count
        report.filteredOut = settings.filter.conditions.map { ($0.field, 0) }
        var kept: [Int] = []
        for (i, tune) in tunes.enumerated() {
            switch tune.fate {
            case .kept: kept.append(i)
            case .skipped(let reason): report.skipped.append(.init(name: tune.name, reason: reason))
            case .filteredOut(let condition): report.filteredOut[condition].count += 1
            }
        }
        if kept.isEmpty { throw RecipeErrors([Self.nothingLeft(of: tunes, report, settings)]) }

        let sides = CorpusSides(
            kept.map { tunes[$0].side }, kept.compactMap { tunes[$0].fingerprint }, settings, random)
        report.exactDuplicates = sides.exactDuplicates
        report.variants = sides.variants
        let used = kept.indices.compactMap { i in
            sides[i].map { (tune: kept[i], side: $0, resemblesTraining: sides.resemblesTraining(i)) }
        }
        if settings.excerpts == nil {
            uses = used.map {
                Use(tune: $0.tune, piece: 0, side: $0.side, resemblesTraining: $0.resemblesTraining)
            }
        } else {
            report.cut = used.count
            // Training first. Of equal excerpts, only the first is kept.
            var seen: Set<UInt64> = []
            for side in [CorpusSide.training, .validation, .test] {
                for tune in used where tune.side == side {
                    for (i, piece) in tunes[tune.tune].pieces.enumerated() where seen.insert(piece.content).inserted {
                        uses.append(
                            Use(tune: tune.tune, piece: i, side: side, resemblesTraining: tune.resemblesTraining))
                    }
                }
            }
            if let excerpts = settings.excerpts, uses.isEmpty {
                let message = "no tune has \(excerpts.bars) consecutive whole bars"
                throw RecipeErrors([
                    RecipeError(.conflict(message), path: "corpus.excerpt", at: settings.files.first?.mark)
                ])
            }
        }
        ranges = PartRanges(uses.lazy.filter { $0.side == .training }.map { tunes[$0.tune].pieces[$0.piece].spans })
        report.training = uses.count { $0.side == .training }
        report.validation = uses.count { $0.side == .validation }
        report.test = uses.count { $0.side == .test }
        report.resemblingTest = uses.count { $0.side == .test && $0.resemblesTraining }
    }

    /// The error for a corpus without usable tunes. If a filter matches nothing, it lists the values that occur.
    private static func nothingLeft(
        of tunes: [TuneFacts], _ report: CorpusReport, _ settings: CorpusSettings
    ) -> RecipeError {
        guard let fault = report.filteredOut.lastIndex(where: { $0.count > 0 }) else {
            let message = tunes.isEmpty ? "the files contain no tune" : "none of the \(tunes.count) tunes can be used"
            let detail = report.skipped.first.map { "; the first, \($0.name): \($0.reason)" } ?? ""
            return RecipeError(
                .conflict(message + detail), path: "corpus.files", at: settings.files.first?.mark)
        }
        let field = report.filteredOut[fault].field.rawValue
        let known = HeaderFilter.Field.counts(of: tunes.map { $0.values[fault] }).prefix(8)
            .map { "\($0.value) (\($0.count))" }.joined(separator: ", ")
        return RecipeError(
            .conflict("none of the \(tunes.count) tunes matches; \(field) in the files: \(known)"),
            path: "corpus.where.\(field)", at: settings.files.first?.mark)
    }
}

extension CorpusSettings {
    /// Returns a used piece as often as it occurs on its side of the split: a training piece in its own key, in other
    /// keys, and with random changes.
    func occurrences(
        _ piece: CorpusPiece, _ side: CorpusSide, _ ranges: PartRanges, _ random: RandomSource
    ) -> [CorpusPiece] {
        let intervals =
            side == .training
            ? transpose.intervals(ofTraining: piece.score, ranges) : [transpose.normalisation(of: piece.score)]
        let pieces = intervals.map { interval in piece.map { $0.transposed(interval) } }
        guard side == .training else { return pieces }
        let copies = augmentation.map { augmentation in
            pieces.flatMap { piece in augmentation.changes(of: piece.score, random).map { piece.map($0.changed) } }
        }
        return pieces + (copies ?? [])
    }
}
