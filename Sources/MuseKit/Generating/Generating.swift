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
        let task = try SamplingTask(context, model)
        let sampler = sampler(task)
        for line in task.remarks { reporter.remark(line) }
        let rules = try context.informed(recipe.rules)
        let recipe = recipe
        return try reporter.stage(.generating) { stage in
            var tunes: [GeneratedTune] = []
            do {
                try sampler.sample(
                    count: recipe.count, bestOf: recipe.bestOf,
                    rank: { try Self.ranks(of: $0.map { try recipe.score(of: task.tune($0)) }, by: rules) },
                    isCancelled: reporter.isCancelled,
                    progress: {
                        stage.progress(Double($0) / Double($1), "\($0) of \($1) candidates", of: ($1, "candidate"))
                    },
                    onTune: {
                        let tune = try tune($0, task, rules)
                        tunes.append(tune)
                        reporter.send(.finishedTune(tune))
                    })
            } catch let error where error is CancellationError || error is PluginError {
                throw Interrupted(finished: tunes, cause: error)
            }
            return tunes
        }
    }

    private func sampler(_ task: SamplingTask) -> TuneSampler {
        var sampler = TuneSampler(
            model: model, grammar: task.grammar, vocabularySize: recipe.tokenizer.vocabulary.count,
            chain: Chain(recipe.samplers), maxTokens: task.maxTokens, random: recipe.random)
        sampler.fill = task.fill
        sampler.reading = recipe.tokenizer.tuneReader.map { ($0, recipe.plan) }
        sampler.style = recipe.style
        sampler.guidance = recipe.guidance
        sampler.latents = task.latents
        if let threads { sampler.threads = threads }
        return sampler
    }

    /// The weighted mean of the rules' satisfactions for each tune; 0 without rules.
    private static func ranks(of scores: [Score], by rules: [Recipe.WeightedRule]) throws -> [Double] {
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
        _ sampled: TuneSampler.Tune, _ task: SamplingTask, _ rules: [Recipe.WeightedRule]
    ) throws -> GeneratedTune {
        let tokens = task.tune(sampled.tokens)
        var score = try recipe.score(of: tokens)
        let results = try rules.map { GeneratedTune.RuleResult(rule: $0.type, measurement: try $0.rule.measure(score)) }
        let number = sampled.index + 1
        score.header.referenceNumber = number
        score.header.titles = ["\(recipe.title ?? recipe.name) \(number)"]
        let notes = recipe.tokenizer.noteCount(tokens)
        return GeneratedTune(
            number: number, score: score, tokens: tokens, candidate: sampled.candidate, rules: results,
            bitsPerNote: try model.bitsPerNote(of: [tokens], noteCounts: [notes]))
    }
}
