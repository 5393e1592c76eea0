import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseSamplers
import MuseStorage

/// Fine-tunes a fitted model if the recipe asks for it.
struct FineTuner {
    private let context: RunContext
    private var recipe: Recipe { context.recipe }
    private var reporter: RunReporter { context.reporter }

    init(_ context: RunContext) { self.context = context }

    /// The fine-tuned model, from the cache or made now; the base model if the recipe does not fine-tune.
    func model(from base: FittedModel, refit: Bool) throws -> FittedModel {
        guard let fineTuning = recipe.fineTuning else { return base }
        let key = try recipe.fineTuningKey(base)
        let tuned = try SharedModel(context).model(
            key, base.corpusHashes,
            make: {
                if !refit, let model = try cached(base, key) { return model }
                return try FitLock(context).whileHeld(key) { waited in
                    if waited, !refit, let model = try cached(base, key) { return model }
                    return try tune(base, fineTuning, key)
                }
            })
        guard let tuned else { preconditionFailure("the first process has fine-tuned no model") }
        return tuned
    }

    /// The fine-tuned model from the cache, nil if there is none; the base model if the recipe does not fine-tune.
    func cachedModel(from base: FittedModel) throws -> FittedModel? {
        guard recipe.fineTuning != nil else { return base }
        let key = try recipe.fineTuningKey(base)
        return try SharedModel(context).model(key, base.corpusHashes, make: { try cached(base, key) })
    }

    private func tune(_ base: FittedModel, _ fineTuning: Recipe.FineTuning, _ key: String) throws -> FittedModel {
        let task = try fineTuning.choices.map { try preferenceTask($0, fineTuning.settings) } ?? rewardTask(fineTuning)
        let clock = ContinuousClock.now
        let model = try reporter.stage(.fineTuning) { stage in
            try recipe.generator.fineTune(
                base.model.saved(), reading: recipe.tokenizer, task,
                FitContext(
                    random: recipe.random.stream("fine-tuning"),
                    progress: { stage.progress($0, $1, of: (fineTuning.settings.steps, "step")) },
                    measure: { reporter.send(.measured($0)) },
                    isCancelled: reporter.isCancelled, checkpoints: context.cache.checkpoints(key),
                    say: { reporter.remark($0) }))
        }
        let elapsed = ContinuousClock.now - clock
        var record = base.record
        record.model = model.savedWithCapabilities()
        record.bitsPerNote = try bitsPerNote(of: model)
        record.provenance = [
            "key": key, "muse": Muse.version, "base": base.weightsHash ?? "",
        ]
        reporter.send(
            .preparedModel(
                PreparedModel(
                    origin: .fineTuned, bitsPerNote: record.bitsPerNote, elapsed: elapsed, stepFigures: nil)))
        return try StoredModel(context).store(model, record, base.corpusHashes, key)
    }

    /// Training on tunes sampled from the model, rewarded by rules.
    private func rewardTask(_ fineTuning: Recipe.FineTuning) throws -> FineTuning {
        let rules = try context.informed(fineTuning.rewards)
        let (tokenizer, maxTokens, plan) = (recipe.tokenizer, recipe.maxTokens, recipe.plan)
        let grammar = try CopyLimits(context).limited(recipe.grammar)
        let recipe = recipe
        let isCancelled = reporter.isCancelled
        return FineTuning(
            settings: fineTuning.settings, rewards: rules.map { .init(name: $0.type, weight: $0.weight) },
            grammar: grammar, vocabularySize: tokenizer.vocabulary.count, maxTokens: maxTokens,
            sample: { model, count, random in
                var sampler = TuneSampler(
                    model: model, grammar: grammar, vocabularySize: tokenizer.vocabulary.count, chain: [],
                    maxTokens: maxTokens, random: random)
                sampler.reading = tokenizer.tuneReader.map { ($0, plan) }
                var tunes: [[TokenID]] = []
                try sampler.sample(count: count, isCancelled: isCancelled, onTune: { tunes.append($0.tokens) })
                return tunes
            },
            satisfactions: { tunes in
                let scores = try concurrentMap(tunes) { try recipe.score(of: $0) }
                let byRule = try concurrentMap(rules) { try $0.rule.measure(sample: scores).map(\.satisfaction) }
                return tunes.indices.map { tune in byRule.map { $0[tune] } }
            })
    }

    /// Training on a person's preferences: each round has as many preferred tunes as rejected ones, and none sampled
    /// from the model.
    private func preferenceTask(
        _ choices: Recipe.FineTuning.Choices, _ settings: FineTuning.Settings
    ) throws -> FineTuning {
        let better = Set(choices.better)
        let longest = (choices.better + choices.worse).reduce(0) { max($0, $1.count) }
        let isCancelled = reporter.isCancelled
        return FineTuning(
            settings: settings, rewards: [.init(name: "choices", weight: 1)],
            grammar: InputGrammar(try recipe.tokenizer.grammar(for: Plan())),
            vocabularySize: recipe.tokenizer.vocabulary.count,
            maxTokens: longest,
            sample: { _, count, random in
                if isCancelled() { throw CancellationError() }
                var random = random
                return (0..<count).map { i in
                    let side = i % 2 == 0 ? choices.better : choices.worse
                    return side[random.below(side.count)]
                }
            },
            satisfactions: { $0.map { [better.contains($0) ? 1 : 0] } })
    }

    private func cached(_ base: FittedModel, _ key: String) throws -> FittedModel? {
        let record: ModelRecord
        do {
            guard let found = try context.cache.record(key) else { return nil }
            record = found
        } catch {
            reporter.warn("the fine-tuned model in the cache is damaged and is not used: \(error)")
            return nil
        }
        let model = try recipe.generator.load(record.model, reading: recipe.tokenizer)
        reporter.send(
            .preparedModel(
                PreparedModel(
                    origin: .cachedFineTuned, bitsPerNote: record.bitsPerNote, elapsed: nil, stepFigures: nil)))
        return FittedModel(
            model: model, record: record, corpusHashes: base.corpusHashes, key: key,
            folder: context.cache.modelFolder(key))
    }

    /// Bits per note on the validation tunes; nil without a corpus.
    private func bitsPerNote(of model: any Model) throws -> Double? {
        guard !context.corpus.isEmpty else { return nil }
        let sequences = try context.corpus.sequences(.validation).all
        return try model.bitsPerNote(of: sequences, noteCounts: sequences.map(recipe.tokenizer.noteCount))
    }
}
