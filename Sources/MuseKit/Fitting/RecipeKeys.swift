import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseStorage

extension Recipe {
    /// The hash of everything that determines what is learned. Components have versions of their own, so a new muse
    /// takes the models of an older one as long as it would fit the same.
    ///
    /// - Throws: what a plug-in's digest throws.
    func fitKey(_ corpusHashes: [String]) throws -> String {
        Self.hash([fitKeyText] + corpusHashes + (try Self.digests(fitPlugins)))
    }

    /// The hash of everything that determines what fine-tuning makes of a model.
    func fineTuningKey(_ base: FittedModel) throws -> String {
        Self.hash(
            [tuneKeyText, base.weightsHash ?? base.key] + base.corpusHashes
                + (try Self.digests(plugins)))
    }

    /// The hash of everything that determines what a run writes.
    func runHash(_ corpusHashes: [String]) throws -> String {
        Self.hash([Muse.version, identityText] + corpusHashes + (try Self.digests(plugins)))
    }

    private static func digests(_ plugins: [PluginOrigin]) throws -> [String] {
        try plugins.map { "\($0.id)=\(try $0.digest())" }
    }

    private static func hash(_ parts: [String]) -> String { SHA256.hex(of: Array(parts.joined(separator: "\n").utf8)) }

    var random: RandomSource { RandomSource(seed: seed) }
}
