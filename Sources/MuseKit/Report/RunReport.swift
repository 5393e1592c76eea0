import MuseCorpus
import MuseMusic
import MuseProtocols
import MuseRecipe

/// `report.html`: the charts of a run.
struct RunReport {
    static let fileName = "report.html"
    /// The number of tunes from which distributions say something.
    private static let enoughTunes = 10

    let context: RunContext
    let fitted: FittedModel
    let tunes: [GeneratedTune]
    private var recipe: Recipe { context.recipe }

    init(_ context: RunContext, _ fitted: FittedModel, _ tunes: [GeneratedTune]) {
        self.context = context
        self.fitted = fitted
        self.tunes = tunes
    }

    /// nil if there is nothing to show: a model that was not trained in steps, and few tunes.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read; it is read only to compare enough tunes with it.
    func html() throws -> String? {
        let sections =
            try [
                interpolation,
                TrainingSection.training(
                    fitted.model.curve, vocabularySize: recipe.tokenizer.vocabulary.count),
                TrainingSection.fineTuning(
                    fitted.model.tuning, rewards: recipe.rewardNames, limit: recipe.fineTuning?.settings.klLimit),
            ].compactMap(\.self) + tuneSections()
        if sections.isEmpty { return nil }
        return ReportPage(title: "\(recipe.title ?? recipe.name): report", facts: facts, sections: sections).html
    }

    private var facts: [(name: String, value: String)] {
        let generator = recipe.resolved["generator"]?["type"]?.text ?? ""
        let bits = fitted.bitsPerNote.map { [("bits per note, held out", ChartNumber.text($0, decimals: 3))] } ?? []
        return [("recipe", recipe.name), ("model", generator)] + bits + [
            ("tunes", recipe.bestOf > 1 ? "\(tunes.count), each the best of \(recipe.bestOf)" : "\(tunes.count)"),
            ("seed", "\(recipe.seed)"), ("muse", Muse.version),
        ]
    }

    private var interpolation: ReportSection? {
        guard case .interpolate = recipe.task else { return nil }
        return InterpolationSection.section(tunes.map(\.score))
    }

    private func tuneSections() throws -> [ReportSection] {
        guard tunes.count >= Self.enoughTunes else { return [] }
        let rules = recipe.rules.indices.map { r in
            (recipe.rules[r].type, tunes.map { $0.rules[r].measurement.satisfaction })
        }
        let corpus = try context.corpus.distinctTraining().map(\.score)
        return try [
            RuleReport.section(rules, tunes: tunes.map { "\($0.number)" }), LikelihoodSection.section(tunes),
            FeatureSection(tunes.map(\.score), reference: corpus, named: "corpus").section(),
        ].compactMap(\.self)
    }
}
