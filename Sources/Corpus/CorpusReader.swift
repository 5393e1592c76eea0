package import MuseProtocols

/// The corpus of a run. Its files are read, parsed and encoded once, for fitting, rules, evaluation and the latent
/// space of a model.
///
/// A corpus of small files is kept in memory. A large one is read in parts, and its tokens stay on disk: then only a
/// sample of its tunes is available as music.
package final class CorpusReader: Sendable {
    private enum Source: Sendable {
        case memory(Once<Corpus>, [CorpusSide: Once<EncodedTunes>])
        case streamed(StreamedCorpus)
    }

    /// A tune with its tokens.
    package typealias Encoded = (tune: Corpus.Tune, tokens: [TokenID])

    private let settings: CorpusSettings
    private let files: CorpusFiles
    private let tokenizer: any Tokenizer
    private let source: Source
    private let watch: Monitor<CorpusWatch>

    /// The size of all files together, in bytes, above which a corpus is not kept in memory: the music takes thirty
    /// times as much.
    package static let memoryLimit = 1 << 24
    /// The largest number of tunes of each side of a large corpus that are available as music.
    package static let sampleSize = 1000

    /// - Parameters:
    ///   - files: the cache of files, which the check of the recipe may have filled.
    ///   - tokenizer: encodes the tunes.
    ///   - random: the recipe's random source; the split uses its own stream.
    ///   - cache: where large corpora are cached; nil to keep every corpus in memory.
    package init(
        _ settings: CorpusSettings, files: CorpusFiles, importers: Registry<any Importer>, tokenizer: any Tokenizer,
        random: RandomSource, cache: CorpusCache? = nil, memoryLimit: Int = CorpusReader.memoryLimit
    ) {
        var settings = settings
        settings.keepsPerformances = tokenizer.readsPerformances
        self.settings = settings
        self.tokenizer = tokenizer
        self.files = files
        watch = Monitor(CorpusWatch())
        if let cache, files.exceed(memoryLimit, settings.files) {
            let watch = watch
            source = .streamed(
                StreamedCorpus(
                    settings, files: files, importers: importers, tokenizer: tokenizer, random: random, cache: cache,
                    watch: { watch.read { $0 } }))
            return
        }
        let parsed = Once { [settings] in try Corpus(settings, importers: importers, random: random, files: files) }
        source = .memory(parsed, Self.sides(parsed, tokenizer))
    }

    /// The same corpus, encoded by another tokenizer.
    private init(_ reader: CorpusReader, _ tokenizer: any Tokenizer) {
        (settings, files, watch) = (reader.settings, reader.files, reader.watch)
        self.tokenizer = tokenizer
        source =
            switch reader.source {
            case .memory(let parsed, _): .memory(parsed, Self.sides(parsed, tokenizer))
            case .streamed(let corpus): .streamed(corpus.encoded(by: tokenizer))
            }
    }

    private static func sides(
        _ parsed: Once<Corpus>, _ tokenizer: any Tokenizer
    ) -> [CorpusSide: Once<EncodedTunes>] {
        var sides: [CorpusSide: Once<EncodedTunes>] = [:]
        for side in CorpusSide.allCases {
            sides[side] = Once { try EncodedTunes(try parsed.get().tunes(side), tokenizer) }
        }
        return sides
    }

    /// The same corpus, which is not read again, encoded by another tokenizer.
    package func encoded(by tokenizer: any Tokenizer) -> CorpusReader { CorpusReader(self, tokenizer) }

    /// Whether the recipe has no corpus, as one that only uses a pretrained model.
    package var isEmpty: Bool { settings.files.isEmpty }

    /// Whether the corpus is read in parts, and only a sample of its tunes is available as music.
    package var isStreamed: Bool { if case .streamed = source { true } else { false } }

    /// Sets who follows the reading of a large corpus, from now on.
    package func follow(_ new: CorpusWatch) { watch.change { $0 = new } }

    /// Returns the SHA-256 hash of each file, in order.
    ///
    /// - Throws: `RecipeErrors` with the place in the recipe of each file that cannot be read.
    package func hashes() throws -> [String] {
        switch source {
        case .memory: try files.hashes(of: settings.files)
        case .streamed(let corpus): try corpus.hashes()
        }
    }

    /// Returns what was read and left out.
    ///
    /// - Throws: `RecipeErrors` for files that cannot be read, or if no tune remains.
    package func report() throws -> CorpusReport {
        switch source {
        case .memory(let corpus, _): try corpus.get().report
        case .streamed(let corpus): try corpus.report()
        }
    }

    /// Returns the tunes on one side of the split as token sequences; training tunes in all their keys.
    ///
    /// - Throws: errors of `report()`, and errors of the tokenizer other than `TokenizationError`.
    package func sequences(_ side: CorpusSide) throws -> TokenSequences {
        switch source {
        case .memory: TokenSequences(try encoded(side).sequences)
        case .streamed(let corpus): try corpus.sequences(side)
        }
    }

    /// Returns the reasons why tunes have no tokens, such as `jigs.abc:12: two voices`.
    ///
    /// - Throws: as `sequences`.
    package func failures() throws -> [String] {
        switch source {
        case .memory: try CorpusSide.allCases.flatMap { try encoded($0).failures }
        case .streamed(let corpus): try corpus.failures()
        }
    }

    /// Returns the tunes on one side of the split; of a large corpus a sample, without transposed copies.
    ///
    /// - Throws: as `report()`.
    package func tunes(_ side: CorpusSide) throws -> [Corpus.Tune] {
        switch source {
        case .memory(let corpus, _): try corpus.get().tunes(side)
        case .streamed(let corpus): try corpus.sample(side, limit: Self.sampleSize)
        }
    }

    /// Returns the tunes of `tunes(_:)` that can be encoded, with their tokens.
    ///
    /// - Throws: as `sequences`.
    package func encodedTunes(_ side: CorpusSide) throws -> [Encoded] {
        let tunes = try tunes(side)
        let tokens = isStreamed ? try EncodedTunes(tunes, tokenizer).tokens : try encoded(side).tokens
        return zip(tunes, tokens).compactMap { tune, tokens in tokens.map { (tune, $0) } }
    }

    /// Returns the training tunes without transposed copies, of a large corpus a sample; none without a corpus.
    package func distinctTraining() throws -> [Corpus.Tune] {
        if isEmpty { return [] }
        var seen: Set<Int> = []
        return try tunes(.training).filter { seen.insert($0.number).inserted }
    }

    /// Returns the training tunes without transposed copies and their tokens, except for those that cannot be encoded.
    package func encodedDistinctTraining() throws -> [Encoded] {
        if isEmpty { return [] }
        var seen: Set<Int> = []
        return try encodedTunes(.training).filter { seen.insert($0.tune.number).inserted }
    }

    private func encoded(_ side: CorpusSide) throws -> EncodedTunes {
        guard case .memory(_, let sides) = source, let tunes = sides[side] else {
            preconditionFailure("no tunes in memory for \(side)")
        }
        return try tunes.get()
    }
}
