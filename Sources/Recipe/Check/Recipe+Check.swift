import MuseCorpus
import MuseProtocols

extension Recipe {
    /// Checks everything that can be checked before any work starts.
    ///
    /// - Throws: `RecipeErrors` with all mistakes.
    init(
        _ root: Node, name: String, label: String, registries: Registries, corpusFiles: CorpusFiles
    ) throws {
        var check = RecipeCheck(root, registries)
        let recipe = try RecipeSection(&check)
        let pretrained = try GeneratorSection(&check).pretrained
        let isFitted = pretrained?.isTrained ?? true
        let corpus = try CorpusSection(&check, isNeeded: isFitted).settings
        let tokenizer = try check.component(registries.tokenizers, "tokenizer")
        let generator = try check.component(registries.generators, "generator", common: GeneratorSection.section)
        check.checkTokens(of: pretrained, tokenizer)
        let fineTuning = try FineTuneSection(&check, generator, tokenizer).fineTuning
        let samplers = try check.components(registries.samplers, "sampler")
        let constraints = try check.components(registries.constraints, "constraints")
        let rules = try check.rules("rules", in: check.root, at: "rules")
        let generate = try GenerateSection(&check, longest: generator?.product.longestSequence)
        generate.checkRanking(by: rules, &check)
        let style = StyleSection(&check, generate.settings.node, generator, tokenizer)
        let plan = try check.plan(generate, constraints, style)
        let grammar = try check.grammar(tokenizer, plan)
        check.checkReading(of: generator, tokenizer)
        check.checkConditions(generate, generator)
        let task = try check.task(generate.settings.node, generator, tokenizer, plan, grammar)
        let attributes = try AttributeSection(
            &check, generate.settings.node, generator, hasCorpus: check.hasCorpus
        ).amounts
        let count = generate.count(for: task, &check)
        let lock = try Lock.read(&check, corpusFiles: corpus.files.count)
        let recipeName = lock?.recipeName ?? name
        let exports = try ExportSection(&check, count: count, recipeName: recipeName).exports
        if check.mistakes.errors.isEmpty {
            try check.checkHeaders(corpus, generate.condition, corpusFiles, isFitted: isFitted)
        }
        try check.mistakes.throwIfAny()
        guard let tokenizer, let generator, let grammar else {
            preconditionFailure("a recipe without tokenizer, generator or grammar passed the check")
        }

        self.name = recipeName
        title = recipe.title
        seed = recipe.seed
        self.corpus = corpus
        self.corpusFiles = corpusFiles
        importers = registries.importers
        self.tokenizer = tokenizer.product
        self.generator = generator.product
        self.pretrained = pretrained
        self.samplers = samplers.map(\.product)
        self.plan = plan
        self.grammar = grammar
        self.task = task
        guidance = generate.guidance
        self.style = style?.mix
        self.rules = rules
        self.fineTuning = fineTuning
        self.count = count
        self.attributes = attributes
        bestOf = generate.bestOf
        maxTokens = generate.maxTokens
        self.exports = exports
        plugins = check.plugins
        let formats = try Formats(registries.importers, \.fileExtensions)
        let learned =
            [registries.tokenizers[tokenizer.type]?.plugin, registries.generators[generator.type]?.plugin]
            + corpus.files.map { formats.plugin($0.path) }
        fitPlugins = check.plugins.filter { plugin in learned.contains { $0?.id == plugin.id } }
        self.label = label
        self.lock = lock
        warnings = check.warnings
        var resolver = Resolver(registries, home: root.mark.source)
        resolved = try resolver.recipe(check.root)
        keys = try RecipeKeys(check.root, registries, importers: formats.schemas(of: corpus.files.map(\.path)))
    }
}
