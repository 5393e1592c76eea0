package import MuseMusic
package import MuseProtocols
import MuseStorage

/// The corpus of a run. Its files are read, parsed and encoded once, whoever asks: fitting, rules, evaluation, or the
/// latent space of a model.
package final class CorpusReader: Sendable {
    private let settings: CorpusSettings
    private let tokenizer: any Tokenizer
    private let files: Once<[String: [UInt8]]>
    private let parsed: Once<Corpus>
    private let sides: [CorpusSide: Once<EncodedTunes>]

    /// - Parameters:
    ///   - tokenizer: encodes the tunes.
    ///   - random: the recipe's; the split draws from a stream of its own.
    ///   - readFile: a file's bytes; called once for each file.
    package init(
        _ settings: CorpusSettings, importers: Registry<any Importer>, tokenizer: any Tokenizer, random: RandomSource,
        readFile: @escaping @Sendable (String) throws -> [UInt8]
    ) {
        self.settings = settings
        self.tokenizer = tokenizer
        let files = Once { try Self.bytes(of: settings.files, readFile) }
        let parsed = Once {
            let bytes = try files.get()
            return try Corpus(settings, importers: importers, random: random, readFile: { bytes[$0] ?? [] })
        }
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
    package func hashes() throws -> [String] {
        let bytes = try files.get()
        return settings.files.compactMap { bytes[$0.path].map { SHA256.hex(of: $0) } }
    }

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

    private static func bytes(
        of files: [CorpusSettings.File], _ readFile: (String) throws -> [UInt8]
    ) throws -> [String: [UInt8]] {
        var bytes: [String: [UInt8]] = [:]
        var errors: [RecipeError] = []
        for file in files {
            do {
                bytes[file.path] = try readFile(file.path)
            } catch {
                errors.append(RecipeError(.conflict("cannot read: \(error)"), path: "corpus.files", at: file.mark))
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return bytes
    }
}
