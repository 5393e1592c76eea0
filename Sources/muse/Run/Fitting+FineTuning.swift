import MuseCorpus
import MuseGenerators
import MuseImport
import MuseProtocols
import MuseRecipe
import MuseSamplers
import MuseStorage

extension Fitting {
    /// The model, taught further where the recipe asks for that: out of the cache, or now.
    func tuned(_ base: Learned, refit: Bool) throws -> Learned {
        guard let fineTuning = recipe.fineTuning else { return base }
        let key = try tuneKey(base)
        if !refit, let learned = try tunedBefore(base, key) { return learned }
        let generator = recipe.generator
        guard let tunable = generator as? any FineTunable else {
            preconditionFailure("a recipe that fine-tunes a \(type(of: generator)) has passed as free of mistakes")
        }
        let task = try fineTuning.choices.map { try choosing($0, fineTuning.settings) } ?? rewarded(fineTuning)
        nonisolated(unsafe) let progress = Progress("fine-tuning", isQuiet: isQuiet)
        let model = try tunable.fineTune(
            base.model.saved(), reading: recipe.tokenizer, task,
            FitContext(
                random: recipe.random.stream("fine-tuning"), progress: { progress.show($0, $1) },
                isCancelled: { Interrupt.isRequested }, checkpoints: CachedCheckpoints(key),
                say: { [isQuiet] in if !isQuiet { Terminal.say($0) } }))
        let bits = try bitsPerNote(of: model)
        progress.finish("model: taught in \(progress.elapsed)\(Self.bits(bits))")
        var record = base.record
        record.model = model.saved()
        record.bitsPerNote = bits
        record.provenance = [
            "key": key, "muse": Muse.version, "base": base.record.weightsHash ?? "",
        ]
        record.weightsHash = try ModelCache.store(record, key)
        CachedCheckpoints(key).remove()
        return Learned(
            model: model, record: record, corpusHashes: base.corpusHashes, key: key, folder: ModelCache.folder(key))
    }

    /// The model's own tunes, and what rules say of them.
    private func rewarded(_ fineTuning: Recipe.FineTuning) throws -> FineTuning {
        let rules = try recipe.informed(fineTuning.rewards)
        let (tokenizer, grammar, maxTokens) = (recipe.tokenizer, recipe.grammar, recipe.maxTokens)
        return FineTuning(
            settings: fineTuning.settings, rewards: rules.map { .init(name: $0.type, weight: $0.weight) },
            grammar: grammar, vocabularySize: tokenizer.vocabulary.count, maxTokens: maxTokens,
            sample: { model, count, random in
                let sampler = TuneSampler(
                    model: model, grammar: grammar, vocabularySize: tokenizer.vocabulary.count, chain: [],
                    maxTokens: maxTokens, random: random)
                var tunes: [[TokenID]] = []
                try sampler.sample(
                    count: count, isCancelled: { Interrupt.isRequested }, onTune: { tunes.append($0.tokens) })
                return tunes
            },
            satisfactions: { tune in
                let score = try recipe.score(of: tune)
                return try rules.map { try $0.rule.measure(score).satisfaction }
            })
    }

    /// A person's choices: each round has as many of the better tunes as of the worse ones, and none of the model's own.
    private func choosing(
        _ choices: Recipe.FineTuning.Choices, _ settings: FineTuning.Settings
    ) throws -> FineTuning {
        let better = Set(choices.better)
        let longest = (choices.better + choices.worse).reduce(0) { max($0, $1.count) }
        return FineTuning(
            settings: settings, rewards: [.init(name: "choices", weight: 1)],
            grammar: try recipe.tokenizer.grammar(for: Plan()), vocabularySize: recipe.tokenizer.vocabulary.count,
            maxTokens: longest,
            sample: { _, count, random in
                if Interrupt.isRequested { throw CancellationError() }
                var random = random
                return (0..<count).map { i in
                    let side = i % 2 == 0 ? choices.better : choices.worse
                    return side[random.below(side.count)]
                }
            },
            satisfactions: { [better.contains($0) ? 1 : 0] })
    }

    /// nil where nothing is cached.
    func tunedBefore(_ base: Learned) throws -> Learned? {
        recipe.fineTuning == nil ? base : try tunedBefore(base, try tuneKey(base))
    }

    private func tunedBefore(_ base: Learned, _ key: String) throws -> Learned? {
        guard let record = ModelCache.record(key) else { return nil }
        if !isQuiet { Terminal.say("model: taught before\(Self.bits(record.bitsPerNote))") }
        return Learned(
            model: try recipe.generator.load(record.model, reading: recipe.tokenizer), record: record,
            corpusHashes: base.corpusHashes, key: key, folder: ModelCache.folder(key))
    }

    private func tuneKey(_ base: Learned) throws -> String {
        let parts =
            [recipe.tuneKeyText, base.record.weightsHash ?? base.key] + base.corpusHashes
            + (try Recipe.digests(recipe.plugins))
        return SHA256.hex(of: Array(parts.joined(separator: "\n").utf8))
    }

    /// On the validation part; nil without a corpus.
    private func bitsPerNote(of model: any Model) throws -> Double? {
        guard let corpus = try recipe.readCorpus() else { return nil }
        let validation = try encode(corpus.validation)
        return try model.bitsPerNote(of: validation.sequences, noteCounts: validation.notes)
    }
}
