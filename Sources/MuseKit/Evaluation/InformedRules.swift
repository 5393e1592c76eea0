import MuseCorpus
import MuseProtocols
import MuseRecipe

extension RunContext {
    /// Supplies the corpus to the rules that compare tunes with it.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read. It is read only if a rule needs it.
    func informed(_ rules: [Recipe.WeightedRule]) throws -> [Recipe.WeightedRule] {
        guard rules.contains(where: \.rule.needsCorpus) else { return rules }
        let known = try corpus.distinctTraining().map(\.score)
        return rules.map { weighted in
            Recipe.WeightedRule(rule: weighted.rule.comparing(to: known), type: weighted.type, weight: weighted.weight)
        }
    }
}
