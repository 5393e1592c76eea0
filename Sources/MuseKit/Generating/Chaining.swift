import MuseProtocols
import MuseRecipe

/// The second half of a run with a chain: the recipe's model makes tunes, and each step works on those of the step
/// before.
struct Chaining {
    let generating: Generating
    private var recipe: Recipe { generating.context.recipe }
    private var reporter: RunReporter { generating.context.reporter }

    /// The tunes after the last step, in order. A tune with which a step cannot be done stays as it is.
    ///
    /// - Throws: `Interrupted` if the observer cancels or a plug-in fails, with the tunes as they were before the step;
    ///   errors of fitting the models of the steps.
    func generated() throws -> [GeneratedTune] {
        try reporter.stage(.generating) { _ in
            let tunes = try tunesOfAllSteps()
            for tune in tunes { reporter.send(.finishedTune(tune)) }
            return tunes
        }
    }

    private func tunesOfAllSteps() throws -> [GeneratedTune] {
        let first = Generating(generating.context.forSteps, generating.model, threads: generating.threads)
        var tunes = try first.tunesBeforeChain()
        let rules = try generating.context.informed(recipe.rules)
        for (i, step) in recipe.chain.enumerated() {
            let fitting = Fitting(first.context.step(step))
            // Tunes are encoded with the tokens that the model was fitted with.
            let learned = try step.learnsTokens ? fitting.model(out: nil, refit: false) : nil
            let ready = try learned.map { try fitting.context.with($0).recipe } ?? step
            let (own, problems) = ready.working(on: tunes.map(\.score))
            for case let problem? in problems { reporter.warn("generate.chain[\(i)]: \(problem)") }
            let done = tunes.indices.filter { problems[$0] == nil }
            if done.isEmpty { continue }
            do {
                let context = first.context.step(own)
                let model = try (learned ?? Fitting(context).model(out: nil, refit: false)).model
                let changed = try Generating(context, model, threads: generating.threads).tunes()
                for (place, tune) in zip(done, changed) { tunes[place] = try finished(tunes[place], tune, rules) }
            } catch let stopped as Interrupted {
                reporter.remark("chain: stopped in step \(i + 1); the tunes are as they were before it")
                throw Interrupted(finished: tunes, cause: stopped.cause)
            }
        }
        return tunes
    }

    /// A tune with the music of a step, and its own number and header.
    private func finished(
        _ made: GeneratedTune, _ changed: GeneratedTune, _ rules: [Recipe.WeightedRule]
    ) throws -> GeneratedTune {
        var score = changed.score
        score.header = made.score.header
        return GeneratedTune(
            number: made.number, set: made.set, title: made.title, score: score, tokens: changed.tokens,
            candidate: made.candidate,
            rules: try rules.results(of: score),
            bitsPerNote: made.bitsPerNote)
    }
}
