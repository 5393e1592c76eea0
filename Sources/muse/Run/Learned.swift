import MuseCorpus
import MuseGenerators
import MuseImport
import MuseProtocols
import MuseRecipe
import MuseStorage

/// A fitted model and what it was fitted on, as a run needs them.
struct Learned {
    let model: any Model
    var record: ModelRecord
    /// SHA-256 of each corpus file.
    let corpusHashes: [String]
    /// Identifies all that determined the model.
    let key: String
    /// Where the model lies.
    let folder: String
}

extension Recipe {
    /// The hash of everything that determines what is learned. Components have versions of their own, so a new muse takes
    /// the models of an older one as long as it would fit the same.
    ///
    /// - Throws: what a plug-in's digest throws.
    func fitKey(_ corpusHashes: [String]) throws -> String {
        let parts = [fitKeyText] + corpusHashes + (try Self.digests(fitPlugins))
        return SHA256.hex(of: Array(parts.joined(separator: "\n").utf8))
    }

    static func digests(_ plugins: [PluginOrigin]) throws -> [String] {
        try plugins.map { "\($0.id)=\(try $0.digest())" }
    }

    /// The hash of everything that determines what a run writes.
    func runHash(_ corpusHashes: [String]) throws -> String {
        let parts = [Muse.version, identityText] + corpusHashes + (try Self.digests(plugins))
        return SHA256.hex(of: Array(parts.joined(separator: "\n").utf8))
    }

    var random: RandomSource { RandomSource(seed: seed) }
}
