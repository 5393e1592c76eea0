import MuseCorpus
import MuseGenerators
import MuseImport
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The first half of a run: corpus to model.
struct Fitting {
    let recipe: Recipe
    let isQuiet: Bool

    /// The model that is fitted already, or fitted now and put into the cache; taught further where the recipe asks.
    func learned(out: String?, refit: Bool) throws -> Learned {
        try tuned(base(out: out, refit: refit), refit: refit)
    }

    private func base(out: String?, refit: Bool) throws -> Learned {
        let hashes = try recipe.corpusFiles.hashes(of: recipe.corpus.files)
        try verify(hashes)
        let key = try recipe.fitKey(hashes)
        if let ready = try pretrained(hashes, key) { return ready }
        if !refit, let learned = try fittedBefore(hashes, key, out: out) { return learned }
        var learned = try fit(hashes, key)
        learned.record.weightsHash = try ModelCache.store(learned.record, key)
        CachedCheckpoints(key).remove()
        return learned
    }

    /// The model that is fitted already; nil where there is none.
    func fittedBefore(out: String?) throws -> Learned? {
        let hashes = try recipe.corpusFiles.hashes(of: recipe.corpus.files)
        try verify(hashes)
        let key = try recipe.fitKey(hashes)
        return try (pretrained(hashes, key) ?? fittedBefore(hashes, key, out: out)).flatMap(tunedBefore)
    }

    /// The pretrained model, where it is used as it is.
    private func pretrained(_ hashes: [String], _ key: String) throws -> Learned? {
        guard let pretrained = recipe.pretrained, !pretrained.isTrained else { return nil }
        let record = try startingPoint(pretrained)
        if !isQuiet { Terminal.say("model: \(pretrained.path), as it is") }
        return Learned(
            model: try recipe.generator.load(record.model, reading: recipe.tokenizer), record: record,
            corpusHashes: hashes, key: key,
            folder: pretrained.path)
    }

    private func startingPoint(_ pretrained: Recipe.Pretrained) throws -> ModelRecord {
        let record = try ModelFolder.read(pretrained.path)
        guard record.weightsHash == pretrained.weightsHash else {
            throw WrongData("the model in '\(pretrained.path)' changed while it was being read")
        }
        return record
    }

    /// Out of the cache, or out of the run's folder, where an earlier run left it.
    private func fittedBefore(_ hashes: [String], _ key: String, out: String?) throws -> Learned? {
        func fits(_ record: ModelRecord) -> Bool { record.vocabularyHash == recipe.tokenizer.vocabulary.hash }
        let record: ModelRecord
        if let cached = ModelCache.record(key), fits(cached) {
            record = cached
        } else if let left = ModelCache.record(key, in: "\(try RunFolder.path(recipe, hashes, out: out))/model"),
            fits(left)
        {
            record = left
            _ = try ModelCache.store(left, key)
        } else {
            return nil
        }
        if !isQuiet {
            Terminal.say("model: fitted before\(Self.bits(record.bitsPerNote))")
            record.provenance["steps"].map(Terminal.say)
        }
        let model = try recipe.generator.load(record.model, reading: recipe.tokenizer)
        return Learned(
            model: model, record: record, corpusHashes: hashes, key: key, folder: ModelCache.folder(key))
    }

    private func fit(_ hashes: [String], _ key: String) throws -> Learned {
        let corpus = try Corpus(
            recipe.corpus, importers: recipe.importers, random: recipe.random, files: recipe.corpusFiles)
        if !isQuiet { Terminal.say("corpus: \(corpus.report)") }
        let training = try encode(corpus.training)
        let validation = try encode(corpus.validation)
        let test = try encode(corpus.test)
        say(losses: training.losses + validation.losses + test.losses)
        let tokens = TokenCorpus(
            vocabularySize: recipe.tokenizer.vocabulary.count, training: training.sequences,
            validation: validation.sequences, test: test.sequences, reading: recipe.tokenizer)
        // The generator reports from whatever thread it works on; here it is this one.
        nonisolated(unsafe) let progress = Progress("fitting", isQuiet: isQuiet)
        let start = try recipe.pretrained.map { try startingPoint($0).model }
        let model = try recipe.generator.fit(
            tokens,
            FitContext(
                random: recipe.random.stream("fitting"), progress: { progress.show($0, $1) },
                isCancelled: { Interrupt.isRequested }, checkpoints: CachedCheckpoints(key),
                pretrained: start, decisions: recipe.lock?.decisions ?? [:],
                say: { [isQuiet] in if !isQuiet { Terminal.say($0) } }))
        let bits = try model.bitsPerNote(of: validation.sequences, noteCounts: validation.notes)
        let count = training.sequences.reduce(0) { $0 + $1.count }
        progress.finish("model: \(count) tokens in \(progress.elapsed)\(Self.bits(bits))")
        let steps = try StepFigures(recipe, model).line(validation: validation.sequences, test: test.sequences)
        if !isQuiet { steps.map(Terminal.say) }
        // Nothing of the recipe that happens to fill the cache: others with the same key take the same model.
        var provenance = ["key": key, "muse": Muse.version]
        provenance["steps"] = steps
        let record = ModelRecord(
            generator: recipe.generatorNode["type"]?.text ?? "", settings: YAMLWriter.text(recipe.generatorNode),
            vocabulary: recipe.tokenizer.vocabulary.names, bitsPerNote: bits,
            provenance: provenance, model: model.saved())
        return Learned(
            model: model, record: record, corpusHashes: hashes, key: key, folder: ModelCache.folder(key))
    }

    struct Encoded {
        var sequences: [[TokenID]] = []
        var notes: [Int] = []
        var losses: [String] = []
    }

    func encode(_ tunes: [Corpus.Tune]) throws -> Encoded {
        let tokenizer = recipe.tokenizer
        let encodings = try concurrentMap(tunes) { tune in Result { try tokenizer.encode(tune.score).tokens } }
        var result = Encoded()
        for (tune, encoding) in zip(tunes, encodings) {
            switch encoding {
            case .success(let tokens):
                result.sequences.append(tokens)
                result.notes.append(tokenizer.noteCount(tokens))
            case .failure(let error as TokenizationError): result.losses.append("\(tune.place): \(error)")
            case .failure(let error): throw error
            }
        }
        return result
    }

    /// Says which tunes have no tokens: their number and the first.
    private func say(losses: [String]) {
        guard !isQuiet, let first = losses.first else { return }
        Terminal.say("tokens: \(losses.count) of the tunes cannot be held, such as \(printable(first))")
    }

    static func bits(_ bits: Double?) -> String {
        bits.map { ", \(($0 * 1000).rounded() / 1000) bits per note on held-out tunes" } ?? ""
    }

    /// A lock is run on what it was written for, or not at all.
    private func verify(_ hashes: [String]) throws {
        // A bad one is told of before long work, and not after it.
        for plugin in recipe.plugins { try InstalledPlugins.checkBeforeUse(plugin, isQuiet: isQuiet) }
        guard let lock = recipe.lock else { return }
        func refusal(_ message: String, _ path: String) -> RecipeErrors {
            RecipeErrors([RecipeError(.conflict(message), path: path, at: recipe.resolved.mark)])
        }
        for (file, (now, then)) in zip(recipe.corpus.files, zip(hashes, lock.corpusHashes)) where now != then {
            throw refusal("'\(file.path)' has changed since the run that wrote this lock", "lock.corpus")
        }
        if hashes.count != lock.corpusHashes.count {
            throw refusal("the corpus has \(hashes.count) files, the lock \(lock.corpusHashes.count)", "lock.corpus")
        }
        for plugin in recipe.plugins where try lock.pluginHashes[plugin.id] != plugin.digest() {
            throw refusal(
                "the plug-in '\(plugin.id)' in \(plugin.folder) is another than in the run that wrote this lock",
                "lock.plugins")
        }
        if lock.vocabularyHash != recipe.tokenizer.vocabulary.hash {
            throw refusal(
                "this muse has other tokens than \(lock.museVersion), which wrote the lock", "lock.vocabulary")
        }
        if lock.museVersion != Muse.version, !isQuiet {
            Terminal.say("warning: the lock is of muse \(lock.museVersion), this is \(Muse.version)")
        }
    }
}
