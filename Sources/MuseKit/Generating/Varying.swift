import MuseMusic
import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseSamplers

/// The second half of a run that varies tunes: samples some of their time spans anew.
struct Varying {
    let generating: Generating
    let tunes: Recipe.Variations
    private var recipe: Recipe { generating.context.recipe }
    private var reporter: RunReporter { generating.context.reporter }
    private var versionCount: Int { recipe.count / tunes.templates.count }

    /// The tunes of the file in order, each with its variations.
    ///
    /// - Throws: `Interrupted` with the finished tunes if the observer cancels or a plug-in fails.
    func generated() throws -> [GeneratedTune] {
        let rules = try generating.context.informed(recipe.rules)
        let titles = try TuneTitles(recipe)
        let opened = (0..<recipe.count).map(openedSpans)
        var sampler = generating.sampler(try SamplingTask(generating.context, generating.model))
        sampler.turns = (0..<recipe.count).map {
            TuneSampler.Turn(template(of: $0).grammar(opening: opened[$0]), recipe.plan, group: $0)
        }
        return try reporter.stage(.generating) { stage in
            var result: [GeneratedTune] = []
            do {
                try sampler.sample(
                    count: recipe.count, bestOf: recipe.bestOf,
                    rank: { index, candidates in
                        let template = template(of: index)
                        return try Generating.ranks(
                            of: candidates.map { template.score(of: $0, opening: opened[index]) }, by: rules)
                    },
                    isCancelled: reporter.isCancelled,
                    progress: {
                        stage.progress(Double($0) / Double($1), "\($0) of \($1) candidates", of: ($1, "candidate"))
                    },
                    onTune: { sampled in
                        let tune = try tune(sampled, opened[sampled.index], rules, titles)
                        result.append(tune)
                        reporter.send(.finishedTune(tune))
                    })
            } catch let error as SearchShortfall {
                throw MuseError.data("generate.search: \(error)")
            } catch let error where error is CancellationError || error is PluginError {
                throw Interrupted(finished: result, cause: error)
            }
            return result
        }
    }

    private func template(of tune: Int) -> VariationTemplate { tunes.templates[tune / versionCount] }

    /// The spans of a tune that are sampled anew, in order: a random subset. With a larger `amount` it contains that of
    /// a smaller one.
    private func openedSpans(of tune: Int) -> [Int] {
        let count = template(of: tune).spanCount
        var random = recipe.random.stream("variation", tune)
        var spans = Array(0..<count)
        for i in spans.indices.dropLast() { spans.swapAt(i, i + random.below(count - i)) }
        let opened = Int((tunes.amount * Double(count)).rounded())
        return spans.prefix(tunes.amount > 0 ? max(1, opened) : 0).sorted()
    }

    private func tune(
        _ sampled: TuneSampler.Tune, _ opened: [Int], _ rules: [Recipe.WeightedRule], _ titles: TuneTitles
    ) throws -> GeneratedTune {
        let number = sampled.index + 1
        let template = template(of: sampled.index)
        var score = tunes.finished(
            template.score(of: sampled.tokens, opening: opened), of: template,
            random: recipe.random.stream("ornaments", sampled.index).stream("candidate", sampled.candidate))
        let given = recipe.titles == .numbered ? score.header.titles.first : nil
        let version = sampled.index % versionCount + 1
        let title =
            given.map { versionCount == 1 ? "\($0) (variation)" : "\($0) (variation \(version))" }
            ?? titles.title(number)
        score.header.titles = [title] + score.header.titles.dropFirst()
        score.header.referenceNumber = number
        let results = try rules.results(of: score)
        let notes = recipe.tokenizer.noteCount(sampled.tokens)
        return GeneratedTune(
            number: number, set: nil, title: title, score: score, tokens: sampled.tokens, candidate: sampled.candidate,
            rules: results, bitsPerNote: try generating.model.bitsPerNote(of: [sampled.tokens], noteCounts: [notes]))
    }
}
