import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseStorage

/// What all stages of a run share: recipe, corpus, cache, plug-ins, ranks and reporter.
struct RunContext: Sendable {
    let recipe: Recipe
    let corpus: CorpusReader
    let cache: ModelCache
    let plugins: InstalledPlugins
    let communicator: any Communicator
    private(set) var reporter: RunReporter
    private let hashes: Once<[String]>

    init(
        _ recipe: Recipe, cache: ModelCache, plugins: InstalledPlugins, communicator: any Communicator,
        reporter: RunReporter
    ) {
        let corpus = CorpusReader(
            recipe.corpus, files: recipe.corpusFiles, importers: recipe.importers, tokenizer: recipe.tokenizer,
            random: recipe.random,
            cache: CorpusCache(
                folder: "\(cache.folder)/corpora", corpus: { try recipe.corpusKey() },
                tokenizer: { recipe.tokenizerKey }))
        self.init(
            recipe, corpus, cache: cache, plugins: plugins, communicator: communicator, reporter: reporter)
    }

    private init(
        _ recipe: Recipe, _ corpus: CorpusReader, cache: ModelCache, plugins: InstalledPlugins,
        communicator: any Communicator, reporter: RunReporter
    ) {
        self.recipe = recipe
        self.corpus = corpus
        self.cache = cache
        self.plugins = plugins
        self.communicator = communicator
        self.reporter = reporter
        hashes = Once {
            guard corpus.isStreamed else { return try corpus.hashes() }
            // Reading a large corpus takes long, and its files are read to know their hashes.
            return try reporter.stage(.readingCorpus) { stage in
                corpus.follow(CorpusWatch(progress: { stage.progress($0, $1) }, isCancelled: reporter.isCancelled))
                return try corpus.hashes()
            }
        }
    }

    /// The same run with the tokens with which a model was fitted.
    ///
    /// - Throws: `StorageError` if they are damaged; `RecipeErrors` for demands that they cannot satisfy.
    func with(_ fitted: FittedModel) throws -> RunContext {
        try recipe.learnsTokens ? with(tokens: recipe.tokenizer(of: fitted.record)) : self
    }

    /// The same run with a tokenizer that has learned its tokens.
    func with(tokens tokenizer: any Tokenizer) throws -> RunContext {
        guard let learned = tokenizer.learned else { return self }
        return RunContext(
            try recipe.with(learned), corpus.encoded(by: learned), cache: cache, plugins: plugins,
            communicator: communicator, reporter: reporter)
    }

    /// SHA-256 of each file of the corpus, in order.
    ///
    /// - Throws: `RecipeErrors` with the place in the recipe of each file that cannot be read.
    func corpusHashes() throws -> [String] { try hashes.get() }

    /// The same run, whose measurements also go to a TensorBoard event file.
    func logging(to log: EventLog?) -> RunContext {
        var context = self
        context.reporter = RunReporter(reporter.observer, log: log)
        return context
    }

    /// The same run as one of the steps of a chain.
    var forSteps: RunContext {
        var context = self
        context.reporter = reporter.forSteps
        return context
    }

    /// The context of a step of the recipe's chain.
    func step(_ recipe: Recipe) -> RunContext {
        RunContext(recipe, cache: cache, plugins: plugins, communicator: communicator, reporter: reporter)
    }
}
