import MuseMusic
import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseSamplers

/// A generated tune with what the rules say of it.
struct GeneratedTune {
    /// From 1. After Ctrl-C some may be missing.
    let number: Int
    let score: Score
    let tokens: [TokenID]
    /// Which of the candidates it was, from 0.
    let candidate: Int
    /// In the order of the recipe's rules.
    let measurements: [Measurement]
    let bitsPerNote: Double?
}

/// The second half of a run: model to tunes.
struct Generating {
    let recipe: Recipe
    let model: any Model
    let isQuiet: Bool
    /// nil for one a core. The tunes are the same with any number.
    let threads: Int?

    /// The recipe's tunes in order; on Ctrl-C, or when a plug-in fails, those that are finished, and the error that stopped it.
    func tunes() throws -> (tunes: [GeneratedTune], stopped: (any Error)?) {
        let tokenizer = recipe.tokenizer
        let task = try SamplingTask(recipe, model)
        var sampler = TuneSampler(
            model: model, grammar: task.grammar, vocabularySize: tokenizer.vocabulary.count, chain: recipe.samplers,
            maxTokens: task.maxTokens, random: recipe.random)
        sampler.preamble = task.preamble
        sampler.style = recipe.style
        sampler.guidance = recipe.guidance
        sampler.latents = task.latents
        if let threads { sampler.threads = threads }
        for line in task.remarks where !isQuiet { Terminal.say(line) }
        let rules = try recipe.informed(recipe.rules)
        let progress = Progress("generating", isQuiet: isQuiet)
        var tunes: [GeneratedTune] = []
        var stopped: (any Error)?
        do {
            try sampler.sample(
                count: recipe.count, bestOf: recipe.bestOf,
                rank: { try Self.rank(recipe.score(of: task.tune($0)), by: rules) },
                isCancelled: { Interrupt.isRequested },
                progress: { progress.show(Double($0) / Double($1), "\($0) of \($1) candidates") },
                onTune: { tunes.append(try tune($0, task, rules)) })
        } catch let error where error is CancellationError || error is PluginError {
            stopped = error
        }
        let candidates = recipe.bestOf > 1 ? ", the best of \(recipe.bestOf) each" : ""
        progress.finish("tunes: \(tunes.count) in \(progress.elapsed)\(candidates)")
        return (tunes, stopped)
    }

    /// The weighted mean of the rules' satisfactions; 0 without rules.
    private static func rank(_ score: Score, by rules: [Recipe.WeightedRule]) throws -> Double {
        var sum = 0.0
        var weights = 0.0
        for rule in rules where rule.weight > 0 {
            sum += try rule.weight * rule.rule.measure(score).satisfaction
            weights += rule.weight
        }
        return weights > 0 ? sum / weights : 0
    }

    private func tune(
        _ sampled: TuneSampler.Tune, _ task: SamplingTask, _ rules: [Recipe.WeightedRule]
    ) throws -> GeneratedTune {
        let tokens = task.tune(sampled.tokens)
        var score = try recipe.score(of: tokens)
        let measurements = try rules.map { try $0.rule.measure(score) }
        let number = sampled.index + 1
        score.header.referenceNumber = number
        score.header.titles = ["\(recipe.title ?? recipe.name) \(number)"]
        let notes = recipe.tokenizer.noteCount(tokens)
        return GeneratedTune(
            number: number, score: score, tokens: tokens, candidate: sampled.candidate,
            measurements: measurements,
            bitsPerNote: try model.bitsPerNote(of: [tokens], noteCounts: [notes]))
    }
}
