import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseStorage

/// Fits a model to the recipe's corpus and adds it to the cache.
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
        let (corpus, distinctTest) = try read()
        let checkpoints = context.cache.checkpoints(key)
        let clock = ContinuousClock.now
        let model = try reporter.stage(.fitting) { stage in
            try recipe.generator.fit(
                corpus,
                FitContext(
                    random: recipe.random.stream("fitting"), progress: { stage.progress($0, $1) },
                    measure: { reporter.send(.measured($0)) },
                    isCancelled: reporter.isCancelled, checkpoints: checkpoints, pretrained: start,
                    decisions: recipe.lock?.decisions ?? [:], say: { reporter.remark($0) }))
        }
        let bits = try model.bitsPerNote(
            of: corpus.validation, noteCounts: corpus.validation.map(recipe.tokenizer.noteCount))
        let elapsed = ContinuousClock.now - clock
        let steps = try StepFigures(recipe, model).line(
            validation: corpus.validation, test: corpus.test, distinctTest: distinctTest)
        reporter.send(
            .preparedModel(
                PreparedModel(
                    origin: .fitted(tokens: corpus.training.reduce(0) { $0 + $1.count }), bitsPerNote: bits,
                    elapsed: elapsed, stepFigures: steps)))
        // Nothing specific to this recipe: all recipes with the same key share the cached model.
        var provenance = ["key": key, "muse": Muse.version]
        provenance["steps"] = steps
        let record = ModelRecord(
            generator: recipe.generatorNode["type"]?.text ?? "", settings: YAMLWriter.text(recipe.generatorNode),
            vocabulary: recipe.tokenizer.vocabulary.names, bitsPerNote: bits, provenance: provenance,
            model: model.savedWithCapabilities())
        return try StoredModel(context).store(model, record, hashes, key)
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
        return try reporter.stage(.readingCorpus) { _ in
            let corpus = try context.corpus.corpus()
            reporter.send(.readCorpus(CorpusSummary(corpus.report)))
            let sides = try CorpusSide.allCases.map { try context.corpus.encoded($0) }
            let failures = sides.flatMap(\.failures)
            if let first = failures.first { reporter.send(.skippedTunes(count: failures.count, first: first)) }
            let encoded = TokenCorpus(
                vocabularySize: recipe.tokenizer.vocabulary.count, training: sides[0].sequences,
                validation: sides[1].sequences, test: sides[2].sequences, reading: recipe.tokenizer)
            let distinct = zip(corpus.test, sides[2].tokens).filter { !$0.0.resemblesTraining }.compactMap(\.1)
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
