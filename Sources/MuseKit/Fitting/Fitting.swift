import MuseCorpus
import MusePlatform
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The first half of a run: fits the recipe's model, or loads it from the cache.
struct Fitting {
    let context: RunContext
    private var recipe: Recipe { context.recipe }
    private var reporter: RunReporter { context.reporter }

    init(_ context: RunContext) { self.context = context }

    /// The recipe's model: pretrained, cached, or fitted now and cached. Fine-tuned if the recipe asks for it.
    ///
    /// - Parameters:
    ///   - out: the run's folder, which may hold the model of an earlier run.
    ///   - refit: whether to fit even if a fitted model is cached.
    func model(out: String?, refit: Bool) throws -> FittedModel {
        let base = try base(out: out, refit: refit)
        let context = try context.with(base)
        try LockCheck(context).verifyVocabulary()
        let model = try FineTuner(context).model(from: base, refit: refit)
        // Generation then finds the models of the chain in the cache.
        for step in recipe.chain { _ = try Fitting(context.step(step)).model(out: nil, refit: refit) }
        return model
    }

    /// The recipe's model if it is already fitted; otherwise nil.
    func existingModel(out: String?) throws -> FittedModel? {
        let hashes = try context.corpusHashes()
        try LockCheck(context).verify(hashes)
        let key = try recipe.fitKey(hashes)
        for step in recipe.chain where try Fitting(context.step(step)).existingModel(out: nil) == nil { return nil }
        let shared = SharedModel(context)
        try shared.check(key)
        let base = try shared.model(key, hashes, make: { try pretrained(hashes, key) ?? cached(hashes, key, out: out) })
        guard let base else { return nil }
        let context = try context.with(base)
        try LockCheck(context).verifyVocabulary()
        return try FineTuner(context).cachedModel(from: base)
    }

    private func base(out: String?, refit: Bool) throws -> FittedModel {
        let hashes = try context.corpusHashes()
        try LockCheck(context).verify(hashes)
        let key = try recipe.fitKey(hashes)
        func fitter() throws -> ModelFitter {
            try ModelFitter(TokenLearning(context).learned(), key: key, start: try startingPoint()?.model)
        }
        let shared = SharedModel(context)
        try shared.check(key)
        let model = try shared.model(
            key, hashes,
            make: {
                if let ready = try pretrained(hashes, key) { return ready }
                if !refit, let model = try cached(hashes, key, out: out) { return model }
                return try FitLock(context).whileHeld(key) { waited in
                    // The other run may have fitted this model.
                    if waited, !refit, let model = try cached(hashes, key, out: out) { return model }
                    return try fitter().fit(hashes)
                }
            }, help: { try fitter().help() })
        guard let model else { preconditionFailure("the first process has fitted no model") }
        return model
    }

    /// Measures the recipe's training with each communicator, as one rank of each.
    ///
    /// - Returns: nil if the generator is not trained in steps by several ranks.
    func costs(_ communicators: [any Communicator], seconds: Double) throws -> [TrainingCost]? {
        try ModelFitter(context, key: "", start: try startingPoint()?.model).costs(communicators, seconds: seconds)
    }

    /// The pretrained model if it is used without further training; otherwise nil.
    private func pretrained(_ hashes: [String], _ key: String) throws -> FittedModel? {
        guard !recipe.isFitted, let start = try startingPoint() else { return nil }
        let model = try recipe.generator.load(start.model, reading: recipe.tokenizer)
        let folders = recipe.pretrainedModels.map(\.path).joined(separator: ", ")
        reporter.send(
            .preparedModel(
                PreparedModel(
                    origin: .pretrained(folder: folders), bitsPerNote: nil, elapsed: nil, stepFigures: nil)))
        return FittedModel(
            model: model, record: start, corpusHashes: hashes, key: key, folder: recipe.pretrained?.path)
    }

    /// The pretrained model, or those of the parts of the generator together; nil if there is none.
    private func startingPoint() throws -> ModelRecord? {
        if let pretrained = recipe.pretrained { return try Self.record(of: pretrained) }
        let parts = try recipe.pretrainedParts.map { try $0.map { try Self.record(of: $0) } }
        guard var record = parts.compactMap({ $0 }).first else { return nil }
        record.generator = recipe.generatorNode["type"]?.text ?? ""
        record.settings = YAMLWriter.text(recipe.generatorNode)
        record.model = SavedModel(parts: parts.map { $0?.model })
        record.weightsHash = nil
        return record
    }

    private static func record(of pretrained: Recipe.Pretrained) throws -> ModelRecord {
        let record = try ModelFolder.read(pretrained.path)
        guard record.weightsHash == pretrained.weightsHash else {
            throw MuseError.data("the model in '\(pretrained.path)' changed while it was being read")
        }
        return record
    }

    /// The fitted model from the cache, or from the run's folder, where an earlier run may have left it.
    private func cached(_ hashes: [String], _ key: String, out: String?) throws -> FittedModel? {
        let folder = try RunFolder.path(recipe, hashes, out: out)
        let cached = usable(try context.cache.record(key), context.cache.modelFolder(key))
        guard let record = try cached ?? restored(key, in: "\(folder)/model") else { return nil }
        let model = try recipe.generator.load(record.model, reading: recipe.tokenizer(of: record))
        reporter.send(
            .preparedModel(
                PreparedModel(
                    origin: .cached, bitsPerNote: record.bitsPerNote, elapsed: nil,
                    stepFigures: record.provenance["steps"])))
        return FittedModel(
            model: model, record: record, corpusHashes: hashes, key: key, folder: context.cache.modelFolder(key))
    }

    /// The model of an earlier run in its folder, copied back to the cache; nil if there is none.
    private func restored(_ key: String, in folder: String) throws -> ModelRecord? {
        guard let record = usable(try ModelCache.record(key, in: folder), folder) else { return nil }
        _ = try context.cache.store(record, key)
        return record
    }

    /// A stored model that can be used; nil if there is none, or if it is damaged, which is reported.
    private func usable(_ record: @autoclosure () throws -> ModelRecord?, _ folder: String) -> ModelRecord? {
        do {
            guard let record = try record(),
                record.vocabularyHash == (try recipe.tokenizer(of: record).vocabulary.hash)
            else { return nil }
            return record
        } catch {
            reporter.warn("the model in '\(folder)' is damaged and is not used: \(error)")
            return nil
        }
    }
}
