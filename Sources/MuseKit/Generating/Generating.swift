import MuseMusic
import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseSamplers

/// The second half of a run: generates tunes with the model.
struct Generating {
    let context: RunContext
    let model: any Model
    /// The number of threads; nil for one per processor. It does not affect the tunes.
    var threads: Int?
    private var recipe: Recipe { context.recipe }
    private var reporter: RunReporter { context.reporter }

    init(_ context: RunContext, _ model: any Model, threads: Int? = nil) {
        self.context = context
        self.model = model
        self.threads = threads
    }

    /// Generates the recipe's tunes, in order.
    ///
    /// - Throws: `Interrupted` with the finished tunes if the observer cancels or a plug-in fails.
    func tunes() throws -> [GeneratedTune] {
        try recipe.chain.isEmpty ? tunesBeforeChain() : Chaining(generating: self).generated()
    }

    /// The tunes of the recipe's own model, in order.
    ///
    /// - Throws: as `tunes`.
    func tunesBeforeChain() throws -> [GeneratedTune] {
        if let tunes = context.recipe.harmonizing { return try Harmonizing(generating: self, tunes: tunes).generated() }
        if let tunes = recipe.variations { return try Varying(generating: self, tunes: tunes).generated() }
        let task = try SamplingTask(context, model)
        var sampler = sampler(task)
        for line in task.remarks { reporter.remark(line) }
        let rules = try context.informed(recipe.rules)
        let titles = try TuneTitles(recipe)
        let recipe = recipe
        let choice = recipe.sets.flatMap { $0.contrast > 0 ? SetChoice(contrast: $0.contrast) : nil }
        // The candidates of a set are compared with each other: every rank samples them all.
        if choice != nil { sampler.communicator = SingleProcess() }
        return try reporter.stage(.generating) { stage in
            var tunes: [GeneratedTune] = []
            var set: [TuneSampler.Tune] = []
            func finish(_ index: Int, _ candidate: Int, _ tokens: [TokenID]) throws {
                let tune = try tune(index, candidate, tokens, task, rules, titles)
                tunes.append(tune)
                reporter.send(.finishedTune(tune))
            }
            func finishSet() throws {
                for tune in choice?.choose(set) ?? [] { try finish(tune.index, tune.candidate, tune.tokens) }
                set = []
            }
            do {
                try sampler.sample(
                    count: recipe.count, bestOf: recipe.bestOf,
                    rank: { index, candidates in
                        let scores = try candidates.map { try recipe.score(of: task.tune($0), tune: index) }
                        let ranks = try Self.ranks(of: scores, by: rules)
                        choice?.offer(candidates, of: scores, ranks: ranks, forTune: index)
                        return ranks
                    },
                    isCancelled: reporter.isCancelled,
                    progress: {
                        stage.progress(Double($0) / Double($1), "\($0) of \($1) candidates", of: ($1, "candidate"))
                    },
                    onTune: { sampled in
                        guard choice != nil, let size = recipe.sets?.size else {
                            return try finish(sampled.index, sampled.candidate, sampled.tokens)
                        }
                        // The tunes of a set are chosen together. After a cancellation, its last ones may be missing.
                        if let first = set.first, first.index / size != sampled.index / size { try finishSet() }
                        set.append(sampled)
                        if sampled.index % size == size - 1 { try finishSet() }
                    })
            } catch let error as SearchShortfall {
                throw MuseError.data("generate.search: \(error)")
            } catch let error where error is CancellationError || error is PluginError {
                try finishSet()
                throw Interrupted(finished: tunes, cause: error)
            }
            return tunes
        }
    }

    func sampler(_ task: SamplingTask) -> TuneSampler {
        var sampler = TuneSampler(
            model: model, grammar: task.grammar, vocabularySize: recipe.tokenizer.vocabulary.count,
            chain: chain, maxTokens: task.maxTokens, random: recipe.random)
        sampler.fill = task.fill
        sampler.reading = recipe.tokenizer.tuneReader.map { ($0, recipe.plan) }
        sampler.turns = task.turns
        sampler.style = recipe.style
        sampler.search = recipe.search.map { search in
            let method: TuneSearch.Method =
                search.diverse.map { .diverse(groups: $0.groups, diversity: $0.diversity) }
                ?? (search.isStochastic ? .stochastic : .beam)
            return TuneSearch(method, width: search.width)
        }
        sampler.guidance = recipe.guidance
        sampler.latents = task.latents
        sampler.communicator = context.communicator
        sampler.threads = threads ?? context.communicator.threads
        return sampler
    }

    private var chain: Chain {
        Chain(
            recipe.samplers.map { bound in
                bound.classes.map { TokenClassSampler(bound.sampler, classes: $0) } ?? bound.sampler
            })
    }

    /// The weighted mean of the rules' satisfactions for each tune; 0 without rules.
    static func ranks(of scores: [Score], by rules: [Recipe.WeightedRule]) throws -> [Double] {
        var sums = scores.map { _ in 0.0 }
        var weights = 0.0
        for rule in rules where rule.weight > 0 {
            for (i, measured) in try rule.rule.measure(together: scores).enumerated() {
                sums[i] += rule.weight * measured.satisfaction
            }
            weights += rule.weight
        }
        return sums.map { weights > 0 ? $0 / weights : 0 }
    }

    private func tune(
        _ index: Int, _ candidate: Int, _ sampled: [TokenID], _ task: SamplingTask, _ rules: [Recipe.WeightedRule],
        _ titles: TuneTitles
    ) throws -> GeneratedTune {
        let tokens = task.tune(sampled)
        var score = try recipe.score(of: tokens, tune: index)
        let results = try rules.results(of: score)
        let number = index + 1
        let set = recipe.sets?.set(ofTune: number)
        let title = titles.title(number)
        score.header.referenceNumber = number
        score.header.titles = [set.map { "Set \($0): \(title)" } ?? title]
        let notes = recipe.tokenizer.noteCount(tokens)
        return GeneratedTune(
            number: number, set: set, title: title, score: score, tokens: tokens, candidate: candidate, rules: results,
            bitsPerNote: try model.bitsPerNote(of: [tokens], noteCounts: [notes]))
    }
}
