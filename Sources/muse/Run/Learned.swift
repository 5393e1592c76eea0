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

/// The corpus files' bytes, read once: they are hashed for the key, and parsed only where nothing is cached.
struct CorpusBytes {
    let bytes: [String: [UInt8]]
    let hashes: [String]

    /// - Throws: `RecipeErrors` with the place in the recipe of each file that cannot be read.
    init(_ corpus: Recipe.Corpus) throws {
        var bytes: [String: [UInt8]] = [:]
        var errors: [RecipeError] = []
        for file in corpus.files {
            do {
                bytes[file.path] = try FileReader.bytes(file.path)
            } catch {
                errors.append(RecipeError(.conflict("cannot read: \(error)"), path: "corpus.files", at: file.mark))
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        self.bytes = bytes
        hashes = corpus.files.compactMap { bytes[$0.path].map { SHA256.hex(of: $0) } }
    }
}

extension Recipe {
    /// The hash of everything that determines what is learned.
    ///
    /// - Throws: what a plug-in's digest throws.
    func fitKey(_ corpusHashes: [String]) throws -> String {
        let parts = [Muse.version, fitKeyText] + corpusHashes + (try Self.digests(fitPlugins))
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

    /// - Throws: `WrongData` for a filter that was checked and yet cannot be read: leaving it out would learn from others.
    func corpusSettings() throws -> CorpusSettings {
        let conditions = try corpus.filters.map {
            guard let condition = MuseCorpus.HeaderFilter.Condition(header: $0.header, values: $0.values) else {
                throw WrongData("corpus.where.\($0.header) cannot be read: \($0.values.joined(separator: ", "))")
            }
            return condition
        }
        let transpose: CorpusTransposition =
            switch corpus.transpose {
            case .none: .none
            case .tonic: .tonic
            case .allKeys: .allKeys
            case .chromatic: .chromatic
            }
        return CorpusSettings(
            files: corpus.files.map { .init(path: $0.path, mark: $0.mark) },
            filter: MuseCorpus.HeaderFilter(conditions), transpose: transpose, validation: corpus.validation,
            test: corpus.test, excerpts: corpus.excerpt.map { Excerpts(bars: $0.bars, step: $0.step) })
    }

    /// The generator's part of the resolved recipe.
    var generatorNode: Node { resolved["generator"] ?? resolved }
}
