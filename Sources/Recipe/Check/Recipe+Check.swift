import MuseProtocols

extension Recipe {
    /// Checks everything that can be checked before any work starts.
    ///
    /// - Throws: `RecipeErrors` with all mistakes.
    init(_ root: Node, name: String, label: String, registries: Registries) throws {
        var check = RecipeCheck(root, registries)
        let top = try check.section(RecipeLanguage.recipe, in: root, at: "")
        _ = try check.value(RecipeLanguage.version, top)
        let title = try check.value(RecipeLanguage.title, top)
        let seed = try check.value(RecipeLanguage.seed, top) ?? Seed(0)

        let pretrained = try check.pretrained()
        let (corpus, corpusNode) = try check.corpus(isNeeded: pretrained?.isTrained ?? true)
        let tokenizer = try check.component(registries.tokenizers, "tokenizer")
        let generator = try check.component(
            registries.generators, "generator", common: GeneratorLanguage.common)
        check.checkTokens(of: pretrained, tokenizer)
        let fineTuning = try check.fineTuning(generator, tokenizer)
        let samplers = try check.components(registries.samplers, "sampler")
        let constraints = try check.components(registries.constraints, "constraints")
        let rules = try check.components(registries.rules, "rules", common: RuleLanguage.common)
        check.checkCorpus(of: rules)
        let (amounts, generateNode) = try check.amounts(longest: generator?.product.longestSequence)
        let style = check.style(amounts.node, generator, tokenizer)
        let plan = try check.plan(amounts, constraints, style)
        let grammar = try check.grammar(tokenizer, plan)
        check.checkReading(of: generator, tokenizer)
        check.checkConditions(amounts, generator)
        let task = try check.task(amounts.node, generator, tokenizer, plan, grammar)
        let attributes = try check.attributes(amounts.node, generator, hasCorpus: corpusNode != nil)
        let count = task.count ?? amounts.count
        let lock = try check.lock(corpusFiles: corpus.files.count)
        let recipeName = lock?.recipeName ?? name
        let exports = try check.exports(count: count, recipeName: recipeName)
        try check.mistakes.throwIfAny()
        guard let tokenizer, let generator, let grammar else {
            preconditionFailure("a recipe without tokenizer, generator or grammar has passed as free of mistakes")
        }

        func entry(_ key: String, _ value: Node) -> Node.Entry {
            Node.Entry(key: key, keyMark: value.mark, value: value)
        }
        func list(_ key: String, _ items: [Node]) -> Node.Entry {
            entry(key, Node(.list(items), at: root[key]?.mark ?? .defaults))
        }
        var resolved = try Resolving.entries(of: RecipeLanguage.recipe.schema, from: root)
        resolved.removeAll { $0.key == RecipeLanguage.extends.info.name }
        resolved = resolved.map { $0.key == RecipeLanguage.plugins.info.name ? check.rebased($0) : $0 }
        if let corpusNode { resolved.append(entry("corpus", corpusNode)) }
        let common = try Resolving.entries(of: GeneratorLanguage.common, from: generator.node)
        resolved += [
            entry("tokenizer", tokenizer.resolved()), entry("generator", generator.resolved(common)),
        ]
        if let fineTuning { resolved.append(entry(FineTuneLanguage.section.schema.name, fineTuning.1)) }
        resolved += [
            list("sampler", samplers.map { $0.resolved() }),
            list("constraints", constraints.map { $0.resolved() }),
            list("rules", try rules.map { $0.resolved(try Resolving.entries(of: RuleLanguage.common, from: $0.node)) }),
            entry("generate", generateNode), list("export", exports.map(\.node)),
        ]

        self.name = recipeName
        self.title = title
        self.seed = seed.value
        self.corpus = corpus
        importers = registries.importers
        self.tokenizer = tokenizer.product
        self.generator = generator.product
        self.pretrained = pretrained
        self.samplers = samplers.map(\.product)
        self.plan = plan
        self.grammar = grammar
        self.task = task
        guidance = amounts.guidance
        self.style = style?.mix
        self.rules = check.weighted(rules)
        self.fineTuning = fineTuning?.0
        self.count = count
        self.attributes = attributes
        bestOf = amounts.bestOf
        maxTokens = amounts.maxTokens
        self.exports = exports.map(\.export)
        plugins = check.plugins
        let formats = try Formats(registries.importers, \.fileExtensions)
        let learned =
            [registries.tokenizers[tokenizer.type]?.plugin, registries.generators[generator.type]?.plugin]
            + corpus.files.map { formats.plugin($0.path) }
        fitPlugins = check.plugins.filter { plugin in learned.contains { $0?.id == plugin.id } }
        self.label = label
        self.lock = lock
        self.resolved = Node(.map(resolved), at: root.mark)
    }
}

extension RecipeCheck {
    /// The lock, where the recipe has one.
    mutating func lock(corpusFiles: Int) throws -> Lock? {
        guard let node = root["lock"], !node.isNull else { return nil }
        guard node.entries != nil else {
            mistakes.note(.wrongType(expected: "a mapping", found: node.described), "lock", at: node.mark)
            return nil
        }
        let lock = try mistakes.collect { try Lock(Settings(node, for: Lock.schema, path: "lock", common: [])) }
        guard let lock else { return nil }
        if mistakes.errors.isEmpty, lock.corpusHashes.count != corpusFiles {
            let message =
                "the lock knows \(lock.corpusHashes.count) files, the corpus has \(corpusFiles); "
                + "--set '~lock' runs it as a new recipe"
            mistakes.note(.conflict(message), "lock.corpus", at: node["corpus"]?.mark)
        }
        return lock
    }
}
