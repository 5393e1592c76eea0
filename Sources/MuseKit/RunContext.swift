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

    init(
        _ recipe: Recipe, cache: ModelCache, plugins: InstalledPlugins, communicator: any Communicator,
        reporter: RunReporter
    ) {
        self.recipe = recipe
        self.cache = cache
        self.plugins = plugins
        self.communicator = communicator
        self.reporter = reporter
        corpus = CorpusReader(
            recipe.corpus, files: recipe.corpusFiles, importers: recipe.importers, tokenizer: recipe.tokenizer,
            random: recipe.random)
    }

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
