import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseStorage

/// Fits a model to the recipe's corpus and adds it to the cache. With several ranks, rank 0 calls `fit`, and the others
/// `help` when it asks for that.
struct ModelFitter {
    private let context: RunContext
    private let key: String
    /// The pretrained model to start from; nil to start from scratch.
    private let start: SavedModel?
    private var recipe: Recipe { context.recipe }
    private var reporter: RunReporter { context.reporter }

    init(_ context: RunContext, key: String, start: SavedModel?) {
        self.context = context
        self.key = key
        self.start = start
    }

    func fit(_ hashes: [String]) throws -> FittedModel {
        if recipe.generator.fitsOnAllRanks { SharedModel(context).askForHelp() }
        let (corpus, distinctTest) = try read()
        let clock = ContinuousClock.now
        let model = try fit(corpus)
        let bits = try model.bitsPerNote(
            of: corpus.validation, noteCounts: corpus.validation.map(recipe.tokenizer.noteCount))
        let elapsed = ContinuousClock.now - clock
        let steps = try StepFigures(recipe, model).line(
            validation: corpus.validation, test: corpus.test, distinctTest: distinctTest)
        reporter.send(
            .preparedModel(
                PreparedModel(
                    origin: .fitted(tokens: corpus.training.tokenCount), bitsPerNote: bits,
                    elapsed: elapsed, stepFigures: steps)))
        // Nothing specific to this recipe: all recipes with the same key share the cached model.
        var provenance = ["key": key, "muse": Muse.version]
        provenance["steps"] = steps
        let record = ModelRecord(
            generator: recipe.generatorNode["type"]?.text ?? "", settings: YAMLWriter.text(recipe.generatorNode),
            vocabulary: recipe.tokenizer.vocabulary.names, bitsPerNote: bits, provenance: provenance,
            model: model.savedWithCapabilities(), tokenizer: try recipe.tokenizer.learned?.saved())
        return try StoredModel(context).store(model, record, hashes, key)
    }

    /// Does the share of another rank than 0.
    func help() throws { _ = try fit(try read().corpus) }

    private func fit(_ corpus: TokenCorpus) throws -> any Model {
        try reporter.stage(.fitting) { stage in
            try recipe.generator.fit(
                corpus,
                fitContext { stage.progress($0, $1) })
        }
    }

    private func fitContext(progress: @escaping @Sendable (Double, String) -> Void) -> FitContext {
        let isShared = recipe.generator.fitsOnAllRanks && context.communicator.isShared
        let checkpoints = context.cache.checkpoints(key)
        return FitContext(
            random: recipe.random.stream("fitting"), progress: progress, measure: { reporter.send(.measured($0)) },
            isCancelled: reporter.isCancelled,
            checkpoints: isShared
                ? RankedCheckpoints(file: checkpoints, communicator: context.communicator) : checkpoints,
            pretrained: start, decisions: recipe.lock?.decisions ?? [:], say: { reporter.remark($0) },
            communicator: isShared ? context.communicator : SingleProcess())
    }

    /// Measures the recipe's training with each communicator.
    ///
    /// - Returns: nil if the generator is not trained in steps by several ranks.
    func costs(_ communicators: [any Communicator], seconds: Double) throws -> [TrainingCost]? {
        guard recipe.generator.fitsOnAllRanks else { return nil }
        let corpus = try read().corpus
        var fitContext = fitContext { _, _ in }
        (fitContext.checkpoints, fitContext.communicator) = (NoCheckpoints(), SingleProcess())
        return try recipe.generator.trainingCosts(corpus, communicators, fitContext, seconds: seconds)
    }

    /// Reads and encodes the corpus; without reading it, an empty one if the generator needs none.
    ///
    /// - Returns: the corpus, and those of its test tunes that are no variants of training tunes.
    private func read() throws -> (corpus: TokenCorpus, distinctTest: [[TokenID]]) {
        guard recipe.learns else {
            let empty = TokenCorpus(
                vocabularySize: recipe.tokenizer.vocabulary.count, training: [], reading: recipe.tokenizer)
            return (empty, [])
        }
        return try reporter.stage(.readingCorpus) { stage in
            let corpus = context.corpus
            corpus.follow(CorpusWatch(progress: { stage.progress($0, $1) }, isCancelled: reporter.isCancelled))
            reporter.send(.readCorpus(CorpusSummary(try corpus.report())))
            let failures = try corpus.failures()
            if let first = failures.first { reporter.send(.skippedTunes(count: failures.count, first: first)) }
            let encoded = TokenCorpus(
                vocabularySize: recipe.tokenizer.vocabulary.count, training: try corpus.sequences(.training),
                validation: try corpus.sequences(.validation).all, test: try corpus.sequences(.test).all,
                reading: recipe.tokenizer)
            let distinct = try corpus.encodedTunes(.test).filter { !$0.tune.resemblesTraining }.map(\.tokens)
            return (encoded, distinct)
        }
    }
}

extension CorpusSummary {
    init(_ report: CorpusReport) {
        self.init(
            files: report.files, training: report.training, validation: report.validation, test: report.test,
            description: report.description)
    }
}
