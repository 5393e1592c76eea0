package import MuseMusic
package import MuseProtocols

/// The corpus of a run. Its files are read, parsed and encoded once, for fitting, rules, evaluation and the latent
/// space of a model.
package final class CorpusReader: Sendable {
    private let settings: CorpusSettings
    private let tokenizer: any Tokenizer
    private let files: CorpusFiles
    private let parsed: Once<Corpus>
    private let sides: [CorpusSide: Once<EncodedTunes>]

    /// - Parameters:
    ///   - files: the cache of files, which the check of the recipe may have filled.
    ///   - tokenizer: encodes the tunes.
    ///   - random: the recipe's random source; the split uses its own stream.
    package init(
        _ settings: CorpusSettings, files: CorpusFiles, importers: Registry<any Importer>, tokenizer: any Tokenizer,
        random: RandomSource
    ) {
        self.settings = settings
        self.tokenizer = tokenizer
        let parsed = Once { try Corpus(settings, importers: importers, random: random, files: files) }
        var sides: [CorpusSide: Once<EncodedTunes>] = [:]
        for side in CorpusSide.allCases {
            sides[side] = Once { try EncodedTunes(try parsed.get().tunes(side), tokenizer) }
        }
        (self.files, self.parsed, self.sides) = (files, parsed, sides)
    }

    /// Whether the recipe has no corpus, as one that only uses a pretrained model.
    package var isEmpty: Bool { settings.files.isEmpty }

    /// Returns the SHA-256 hash of each file, in order.
    ///
    /// - Throws: `RecipeErrors` with the place in the recipe of each file that cannot be read.
    package func hashes() throws -> [String] { try files.hashes(of: settings.files) }

    /// Returns the corpus.
    ///
    /// - Throws: `RecipeErrors` for files that cannot be read, or if no tune remains.
    package func corpus() throws -> Corpus { try parsed.get() }

    /// Returns the tunes on one side of the split as token sequences.
    ///
    /// - Throws: errors of `corpus()`, and errors of the tokenizer other than `TokenizationError`.
    package func encoded(_ side: CorpusSide) throws -> EncodedTunes {
        guard let tunes = sides[side] else { preconditionFailure("no tunes for \(side)") }
        return try tunes.get()
    }

    /// Returns the training tunes without transposed copies; none without a corpus.
    package func distinctTraining() throws -> [Corpus.Tune] { isEmpty ? [] : try corpus().distinctTraining }

    /// Returns the training tunes without transposed copies and their tokens, except for those that cannot be encoded.
    package func encodedDistinctTraining() throws -> [(score: Score, tokens: [TokenID])] {
        if isEmpty { return [] }
        let tunes = try corpus().training
        var seen: Set<Int> = []
        return zip(tunes, try encoded(.training).tokens).compactMap { tune, tokens in
            guard seen.insert(tune.number).inserted, let tokens else { return nil }
            return (tune.score, tokens)
        }
    }
}
