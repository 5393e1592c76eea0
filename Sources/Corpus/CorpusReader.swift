package import MuseMusic
package import MuseProtocols

/// The corpus of a run. Its files are read, parsed and encoded once, whoever asks: fitting, rules, evaluation, or the
/// latent space of a model.
package final class CorpusReader: Sendable {
    private let settings: CorpusSettings
    private let tokenizer: any Tokenizer
    private let files: CorpusFiles
    private let parsed: Once<Corpus>
    private let sides: [CorpusSide: Once<EncodedTunes>]

    /// - Parameters:
    ///   - tokenizer: encodes the tunes.
    ///   - files: what the check has read of them already.
    ///   - random: the recipe's; the split draws from a stream of its own.
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

    /// A recipe may name no corpus, such as one that only uses a pretrained model.
    package var isEmpty: Bool { settings.files.isEmpty }

    /// SHA-256 of each file, in their order.
    ///
    /// - Throws: `RecipeErrors` with the place in the recipe of each file that cannot be read; so in the calls below.
    package func hashes() throws -> [String] { try files.hashes(of: settings.files) }

    /// - Throws: `RecipeErrors` where no tune is left.
    package func corpus() throws -> Corpus { try parsed.get() }

    /// The tunes of one side of the split as token sequences.
    ///
    /// - Throws: what the tokenizer throws beyond `TokenizationError`.
    package func encoded(_ side: CorpusSide) throws -> EncodedTunes {
        guard let tunes = sides[side] else { preconditionFailure("no tunes for \(side)") }
        return try tunes.get()
    }

    /// The tunes that are learned from, each once whatever keys it is taken in; none without a corpus.
    package func learnedFrom() throws -> [Corpus.Tune] { isEmpty ? [] : try corpus().learnedFrom }

    /// The same with their tokens, without those that cannot be encoded.
    package func encodedLearnedFrom() throws -> [(score: Score, tokens: [TokenID])] {
        if isEmpty { return [] }
        let tunes = try corpus().training
        var seen: Set<Int> = []
        return zip(tunes, try encoded(.training).tokens).compactMap { tune, tokens in
            guard seen.insert(tune.number).inserted, let tokens else { return nil }
            return (tune.score, tokens)
        }
    }
}
