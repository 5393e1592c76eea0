import MuseCorpus
import MuseEvaluation
public import MuseMusic
import MuseProtocols
public import MuseRecipe

/// A tune and its name in a report.
public struct NamedTune: Sendable {
    public let name: String
    public let score: Score

    public init(name: String, score: Score) {
        self.name = name
        self.score = score
    }
}

extension Muse {
    /// Generates a recipe's tunes and compares them with `reference`, or with the recipe's corpus if that is empty.
    ///
    /// - Throws: errors of `fit` and `generate`.
    public func evaluate(
        _ recipe: Recipe, against reference: [NamedTune] = [], observer: RunObserver = .silent
    ) throws -> EvaluationReport {
        let (context, fitted, tunes) = try generated(self.context(recipe, observer))
        let reference = try reference.isEmpty ? context.corpus.distinctTraining().map(NamedTune.init) : reference
        // Without rules of plug-ins that the recipe does not name: they may need programs that are not installed.
        let builtIn = Registry<any Rule>.builtIn
        let others = try builtIn.entries.map(\.schema.name).filter { name in
            !recipe.rules.contains { $0.type == name }
        }.map { ($0, try builtIn.makeDefault($0)) }
        let rules = recipe.rules.map { ($0.type, $0.measuring) } + others
        return try context.reporter.stage(.evaluating) { _ in
            try context.reporter.checkCancellation()
            var report = try EvaluationReport(tunes, rules: rules, reference: reference)
            report.adherence = PlanAdherence.all(recipe.commonPlan, tunes.map(\.score))
            report.bitsPerNote = fitted.bitsPerNote
            report.space = try LatentSpaceStatistics(context, fitted.model)
            report.harmony = try HeldOutHarmony(context, fitted.model)
            return report
        }
    }

    /// Generates a recipe's tunes, to be evaluated by a profile.
    ///
    /// - Throws: errors of `fit` and `generate`.
    package func tunes(of recipe: Recipe, observer: RunObserver = .silent) throws -> [NamedTune] {
        try generated(context(recipe, observer)).tunes
    }

    private func generated(
        _ context: RunContext
    ) throws -> (context: RunContext, fitted: FittedModel, tunes: [NamedTune]) {
        let fitted = try Fitting(context).model(out: nil, refit: false)
        let context = try context.with(fitted)
        let tunes = try Generating(context, fitted.model).tunes().map {
            NamedTune(name: $0.score.header.title, score: $0.score)
        }
        return (context, fitted, tunes)
    }

    /// Evaluates tunes by all rules without required settings, and compares them with reference tunes.
    ///
    /// - Throws: `RecipeErrors` for a mistake in a plug-in's manifest; an error of a plug-in's rule.
    public func evaluate(_ tunes: [NamedTune], against reference: [NamedTune] = []) throws -> EvaluationReport {
        let rules = try components().rules
        let all = try rules.entries.filter { !$0.schema.settings.contains(where: \.isRequired) }
            .map { ($0.schema.name, try rules.makeDefault($0.schema.name)) }
        return try EvaluationReport(tunes, rules: all, reference: reference)
    }
}
