import MuseCorpus
import MuseEvaluation
import MuseProtocols
import MuseRecipe

extension Recipe.WeightedRule {
    /// The rule that measures tunes: that of the recipe, or one that matches the distribution of its value.
    var measuring: any Rule {
        switch match {
        case .corpus: MatchedRule(rule, name: type)
        case nil: rule
        }
    }
}

extension RunContext {
    /// Supplies the corpus to the rules that compare tunes with it.
    ///
    /// - Returns: the rules that measure tunes, `measuring`.
    /// - Throws: `RecipeErrors` for a corpus that cannot be read. It is read only if a rule needs it.
    func informed(_ rules: [Recipe.WeightedRule]) throws -> [Recipe.WeightedRule] {
        guard rules.contains(where: \.measuring.needsCorpus) else { return rules }
        let known = try corpus.distinctTraining().map(\.score)
        return rules.map { weighted in
            Recipe.WeightedRule(
                rule: weighted.measuring.comparing(to: known), type: weighted.type, weight: weighted.weight)
        }
    }
}
