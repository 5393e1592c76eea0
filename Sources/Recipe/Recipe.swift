package import MuseArrangement
package import MuseCorpus
public import MuseProtocols

/// A checked recipe: all components are created, and all values are valid, alone and in combination.
public struct Recipe: Sendable {
    /// The recipe's file name without extension: `irish_jigs`. A lock keeps the name of the recipe that was run.
    public let name: String
    public let title: String?
    package let titles: Titles
    public let seed: UInt64
    /// The corpus; without files if no model is fitted.
    package let corpus: CorpusSettings
    /// Whether a model is fitted to the corpus.
    package let learns: Bool
    /// The contents of the corpus files, which the check has partly read.
    package let corpusFiles: CorpusFiles
    /// The importers; the one that the recipe chooses comes first.
    package let importers: Registry<any Importer>
    package let tokenizer: any Tokenizer
    package let generator: any Generator
    /// The model that the generator starts from; nil to start from random weights or empty counts.
    package let pretrained: Pretrained?
    /// The models that the parts of a generator such as a mix start from; empty for a generator without parts.
    package let pretrainedParts: [Pretrained?]
    /// Whether a model is fitted, to the corpus or to rules alone, and not only loaded.
    package let isFitted: Bool
    /// The fine-tuning of the fitted model; nil for none.
    package let fineTuning: FineTuning?
    /// The samplers, in the order in which they are applied.
    package let samplers: [BoundSampler]
    /// The plan of each tune: constraints, conditions and `max_tokens` combined.
    package let plan: Plan
    /// The tokenizer's grammar for the plan.
    package let grammar: any TokenGrammar
    package internal(set) var task: Task
    /// The steps of the chain, which work on the tunes one after the other; empty for none.
    package let chain: [Recipe]
    /// The distances by which latent points are moved along attribute directions, in a fixed order.
    package let attributes: [(name: String, amount: Double)]
    /// Control tokens whose embeddings are mixed; nil for none.
    package let style: StyleMix?
    /// Classifier-free guidance scale; 1 is off.
    package let guidance: Double
    package let rules: [WeightedRule]
    /// The band that plays the tunes; nil to export them as they are.
    package let band: Band?
    /// The number of tunes to write, at least 1; those of all sets together.
    public internal(set) var count: Int
    /// How to search for tunes; nil to sample them.
    package let search: Search?
    /// The number of candidates for each written tune, at least 1.
    public let bestOf: Int
    /// The maximum length of a tune, in tokens.
    package let maxTokens: Int
    package let exports: [Export]
    /// The variant of a sweep; empty without a sweep.
    package let point: [SweepValue]
    /// The variant of a sweep as text: `generator.order=2 sampler.0.value=0.8`; empty without a sweep.
    public var label: String { point.map { "\($0.key)=\($0.value)" }.joined(separator: " ") }
    /// The results of an earlier run, if the recipe is its lock.
    package let lock: Lock?
    /// The recipe with all defaults filled in, in a fixed order; without `extends`, `sweep` and `lock`.
    package let resolved: Node
    private let arrangePrompts: [Prompt]
    /// The texts to hash, used by `fitKeyText` and similar properties.
    let keys: RecipeKeys
    /// What the recipe was read from, to read it again with learned tokens.
    let origin: Origin
    /// SHA-256 of learned tokens that were given rather than learned from the corpus; nil for others.
    package let tokensHash: String?
    /// Warnings about values without effect and about other things that the user should know before a run.
    public let warnings: [Diagnostic]

    /// The plug-ins that provide its components, without duplicates.
    package let plugins: [PluginOrigin]
    /// The plug-ins that the fitted model depends on, without duplicates: those of the importers, tokenizer and
    /// generator.
    package let fitPlugins: [PluginOrigin]

    /// Checks everything that can be checked before any work starts.
    ///
    /// - Throws: `RecipeErrors` with all mistakes.
    init(
        _ root: Node, name: String, point: [SweepValue], registries: Registries, corpusFiles: CorpusFiles,
        isStep: Bool = false, tokens: (any LearnedTokenizer)? = nil
    ) throws {
        var check = RecipeCheck(root, registries, isStep: isStep)
        let recipe = try RecipeSection(&check)
        let start = try GeneratorSection(&check)
        let corpus = try CorpusSection(&check, isNeeded: start.learns).settings
        let tokenizer = check.learned(try check.component(registries.tokenizers, "tokenizer"), tokens, start)
        let generator = try check.component(registries.generators, "generator", common: GeneratorSection.section)
        check.checkTokens(of: start, tokenizer)
        let fineTuning = try FineTuneSection(&check, generator, tokenizer).fineTuning
        let chain = try check.components(registries.samplers, "sampler", common: SamplerSection.section)
        let constraints = try check.components(registries.constraints, "constraints")
        let rules = try check.rules("rules", in: check.root, at: "rules")
        let generate = try GenerateSection(&check, longest: generator?.product.longestSequence)
        generate.checkRanking(by: rules, &check)
        let style = StyleSection(&check, generate.settings.node, generator, tokenizer)
        let plan = try check.plan(generate, constraints, style)
        let grammar = try check.grammar(tokenizer, plan)
        let samplers = try check.samplers(tokenizer, chain, plan)
        check.checkAugmentation(corpus.augmentation, tokenizer)
        check.checkReading(of: generator, tokenizer)
        check.checkDemands(on: generator, plan)
        check.checkConditions(generate, generator)
        let task = try check.task(generate.settings.node, generator, tokenizer, plan, grammar)
        let attributes = try AttributeSection(
            &check, generate.settings.node, generator, hasCorpus: check.hasCorpus
        ).amounts
        let count = generate.count(for: task, &check)
        let steps = try ChainSection.steps(&check, generate.settings.node, check.registries, corpusFiles)
        check.checkSearch(generate, task, generator, tunes: count)
        let lock = try Lock.read(&check, corpusFiles: corpus.files.count)
        let recipeName = lock?.recipeName ?? name
        let titles = TitlesSetting.titles(recipe.titles, &check, count: count)
        let arrange = try ArrangeSection(&check)
        arrange.checkSwing(plan, &check)
        let exports = try ExportSection(
            &check, count: count, setSize: generate.setSize(of: task), recipeName: recipeName, arrange
        ).exports
        if check.mistakes.errors.isEmpty {
            try check.checkHeaders(corpus, generate.condition, corpusFiles, isFitted: start.learns)
        }
        try check.mistakes.throwIfAny()
        guard let tokenizer, let generator, let grammar else {
            preconditionFailure("a recipe without tokenizer, generator or grammar passed the check")
        }

        self.name = recipeName
        title = recipe.title
        self.titles = titles
        band = arrange.band
        arrangePrompts = arrange.prompts
        seed = recipe.seed
        self.corpus = corpus
        learns = start.learns
        self.corpusFiles = corpusFiles
        importers = check.registries.importers
        self.tokenizer = tokenizer.product
        self.generator = generator.product
        pretrained = start.pretrained
        pretrainedParts = start.parts
        isFitted = start.isFitted
        self.samplers = samplers
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
        search = generate.search
        maxTokens = generate.maxTokens
        self.exports = exports
        self.chain = steps
        for plugin in steps.flatMap(\.plugins) { check.note(plugin) }
        plugins = check.plugins
        let formats = try Formats(importers, \.fileExtensions)
        let learned =
            registries.tokenizers.plugins(of: tokenizer.node) + registries.generators.plugins(of: generator.node)
            + corpus.files.compactMap { formats.plugin($0) }
        fitPlugins = check.plugins.filter { plugin in learned.contains { $0.id == plugin.id } }
        self.point = point
        origin = Origin(root: root, registries: registries, isStep: isStep)
        tokensHash = tokens == nil ? tokenizer.product.learned.flatMap(\.tokensHash) : nil
        self.lock = lock
        warnings = check.warnings
        var resolver = Resolver(registries, home: root.mark.source)
        resolved = try resolver.recipe(check.root)
        keys = try RecipeKeys(check.root, registries, importers: formats.schemas(of: corpus.files))
    }

    package var prompts: [Prompt] { task.prompts + (fineTuning?.choices?.prompts ?? []) + arrangePrompts }
}
