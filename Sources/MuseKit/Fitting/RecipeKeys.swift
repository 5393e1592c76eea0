import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseStorage

extension Recipe {
    /// The key of the fitted model: the hash of everything that determines it. It contains the versions of components
    /// but not that of muse, so a new muse reuses models of an older one as long as it would fit the same.
    ///
    /// - Throws: errors of hashing a plug-in's files.
    func fitKey(_ corpusHashes: [String]) throws -> String {
        Self.hash([fitKeyText] + tokensKey + corpusHashes + (try Self.digests(fitPlugins)))
    }

    /// The key of the fine-tuned model: the hash of everything that determines it.
    func fineTuningKey(_ base: FittedModel) throws -> String {
        Self.hash(
            [tuneKeyText, base.weightsHash ?? base.key] + base.corpusHashes
                + (try Self.digests(plugins)))
    }

    /// The hash of everything that determines the files of a run.
    func runHash(_ corpusHashes: [String]) throws -> String {
        Self.hash([Muse.version, identityText] + tokensKey + corpusHashes + (try Self.digests(plugins)))
    }

    /// Tokens that are learned from the corpus follow from the rest.
    private var tokensKey: [String] { tokensHash.map { ["tokens=\($0)"] } ?? [] }

    /// The hash of what determines how a file of the corpus is read, whatever the other files and the split.
    func corpusKey() throws -> String {
        let entries = (resolved["corpus"]?.entries ?? []).filter { !["files", "split", "augment"].contains($0.key) }
        return Self.hash(
            [Muse.version] + entries.map { "\($0.key): \(YAMLWriter.text($0.value))" }
                + (try Self.digests(fitPlugins)))
    }

    /// The text that determines how a tune is encoded.
    var tokenizerKey: String { resolved["tokenizer"].map { YAMLWriter.text($0) } ?? "" }

    private static func digests(_ plugins: [PluginOrigin]) throws -> [String] {
        try plugins.map { "\($0.id)=\(try $0.digest())" }
    }

    private static func hash(_ parts: [String]) -> String { SHA256.hex(of: Array(parts.joined(separator: "\n").utf8)) }

    var random: RandomSource { RandomSource(seed: seed) }
}
