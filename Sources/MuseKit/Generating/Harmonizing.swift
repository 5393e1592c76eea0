import MuseArrangement
import MuseCorpus
import MuseMusic
import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseSamplers

/// The second half of a run that harmonises tunes: adds chord symbols, and a second voice if the recipe asks for one.
struct Harmonizing {
    /// Chords for one tune.
    private struct Version {
        let score: Score
        let tokens: [TokenID]
        let candidate: Int
        /// The mean satisfaction of the recipe's rules.
        let rank: Double
        /// What versions with equal rank are ordered by, higher is better: the share of the chords that the model
        /// expects to be right, or ln p of the tune; 0 if the model has no likelihood.
        let preference: Double
    }

    let generating: Generating
    let tunes: Recipe.Harmonizing
    private var recipe: Recipe { generating.context.recipe }
    private var reporter: RunReporter { generating.context.reporter }
    private var versionCount: Int { recipe.count / tunes.scores.count }

    /// The tunes of the file in order, each with its versions, the best first: by the recipe's rules if there are
    /// several candidates, then by the model.
    ///
    /// - Throws: `Interrupted` with the finished tunes if the observer cancels or a plug-in fails.
    func generated() throws -> [GeneratedTune] {
        let rules = try generating.context.informed(recipe.rules)
        let titles = try TuneTitles(recipe)
        for (number, score) in tunes.scores.enumerated() where !score.chordSymbols.isEmpty {
            reporter.remark("harmonize: the chord symbols of tune \(number + 1) are replaced")
        }
        return try reporter.stage(.generating) { stage in
            var result: [GeneratedTune] = []
            do {
                let sampled = tunes.templates.isEmpty ? nil : try sampledVersions(rules)
                for m in tunes.scores.indices {
                    if reporter.isCancelled() { throw CancellationError() }
                    let versions = try sampled?[m] ?? chosenVersions(m, rules)
                    if versions.count < versionCount {
                        reporter.remark(
                            "harmonize: the model has only \(versions.count) different harmonies for tune \(m + 1)")
                    }
                    for (number, version) in versions.enumerated() {
                        let tune = try tune(m, number, version, result.count + 1, rules, titles)
                        result.append(tune)
                        reporter.send(.finishedTune(tune))
                    }
                    stage.progress(
                        Double(m + 1) / Double(tunes.scores.count), "\(m + 1) of \(tunes.scores.count) tunes",
                        of: (tunes.scores.count, "tune"))
                }
            } catch let error as SearchShortfall {
                throw MuseError.data("generate.search: \(error)")
            } catch let error where error is CancellationError || error is PluginError {
                throw Interrupted(finished: result, cause: error)
            }
            return result
        }
    }

    /// The versions of tune `m` by a model that harmonises whole melodies.
    private func chosenVersions(_ m: Int, _ rules: [Recipe.WeightedRule]) throws -> [Version] {
        guard let harmonizer = generating.model.harmonizer else {
            preconditionFailure("a model without a harmonizer passed the check")
        }
        let harmonies = try harmonizer.harmonies(
            of: tunes.scores[m], tunes.request, count: versionCount * recipe.bestOf,
            recipe.random.stream("harmony", m))
        let scores = harmonies.map { tunes.scores[m].harmonized($0.chords) }
        let ranks = recipe.bestOf > 1 ? try Generating.ranks(of: scores, by: rules) : scores.map { _ in 0 }
        return best(
            harmonies.indices.map {
                Version(
                    score: scores[$0], tokens: [], candidate: $0, rank: ranks[$0],
                    preference: harmonies[$0].expectedShare)
            })
    }

    /// The versions of all tunes by a model that writes chord symbols between the tokens of the notes.
    private func sampledVersions(_ rules: [Recipe.WeightedRule]) throws -> [[Version]] {
        let known = try generating.context.corpus.distinctTraining()
        if !known.isEmpty, known.allSatisfy(\.score.chordSymbols.isEmpty) {
            reporter.warn(
                "the corpus has no chord symbols, so this model knows none: its chords are random; a generator {type: "
                    + "hmm, chords: true} finds chords without examples")
        }
        let task = try SamplingTask(generating.context, generating.model)
        var sampler = generating.sampler(task)
        sampler.turns = tunes.templates.enumerated().map {
            TuneSampler.Turn($1.grammar, recipe.plan, group: $0)
        }
        var sampled: [TuneSampler.Tune] = []
        try sampler.sample(
            count: recipe.count, bestOf: recipe.bestOf,
            rank: { tune, candidates in
                try Generating.ranks(of: try candidates.map { try score(tune, $0) }, by: rules)
            },
            isCancelled: reporter.isCancelled, onTune: { sampled.append($0) })
        var result = [[Version]](repeating: [], count: tunes.scores.count)
        for tune in sampled {
            let score = try score(tune.index, tune.tokens)
            let hasLikelihood = generating.model.capabilities.contains(.likelihood)
            let log = hasLikelihood ? try generating.model.logLikelihoods(ofEach: [tune.tokens])[0] : 0
            result[tune.index % result.count].append(
                Version(
                    score: score, tokens: tune.tokens, candidate: tune.candidate, rank: tune.rank, preference: log))
        }
        return result.map(best)
    }

    /// The tune with an index, with the chord symbols of sampled tokens.
    private func score(_ tune: Int, _ tokens: [TokenID]) throws -> Score {
        let given = tunes.scores[tune % tunes.scores.count]
        let decoded = try recipe.tokenizer.decode(tokens)
        return given.harmonized(
            decoded.chordSymbols.map {
                Timed($0.onset * given.ticksPerQuarter / decoded.ticksPerQuarter, $0.value)
            })
    }

    /// The best versions, the best first.
    private func best(_ versions: [Version]) -> [Version] {
        versions.enumerated().sorted {
            ($1.element.rank, $1.element.preference, $0.offset)
                < ($0.element.rank, $0.element.preference, $1.offset)
        }.prefix(versionCount).map(\.element)
    }

    private func tune(
        _ m: Int, _ number: Int, _ version: Version, _ reference: Int, _ rules: [Recipe.WeightedRule],
        _ titles: TuneTitles
    ) throws -> GeneratedTune {
        var score = version.score
        if let part = tunes.part, let voice = AddedVoice(part).part(for: score) {
            score.parts.append(voice)
            score.stateFirstRepeat()
        }
        let given = recipe.titles == .numbered ? score.header.titles.first : nil
        let title = given.map { number == 0 ? $0 : "\($0) (version \(number + 1))" } ?? titles.title(reference)
        score.header.titles = [title] + score.header.titles.dropFirst()
        score.header.referenceNumber = reference
        let results = try rules.results(of: score)
        return GeneratedTune(
            number: reference, set: nil, title: title, score: score, tokens: version.tokens,
            candidate: version.candidate, rules: results, bitsPerNote: nil)
    }
}

extension Score {
    /// Marks the start of the first repeated section, which a melody alone may omit. With several voices, abc2midi
    /// counts the bars of such a repeat wrongly.
    fileprivate mutating func stateFirstRepeat() {
        guard let first = barlines.first(where: { $0.startsRepeat || $0.endsRepeat }), first.endsRepeat else { return }
        if barlines[0].onset == 0 {
            barlines[0].startsRepeat = true
        } else {
            barlines.insert(Barline(onset: 0, startsRepeat: true), at: 0)
        }
    }

    /// The score with other chord symbols. It is written anew, since its page shows none of them.
    fileprivate func harmonized(_ chords: [Timed<ChordSymbol>]) -> Score {
        var score = self
        score.chordSymbols = chords
        score.page = nil
        return score
    }
}
