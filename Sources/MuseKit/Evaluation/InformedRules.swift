import MuseCorpus
import MuseProtocols
import MuseRecipe

extension RunContext {
    /// Rules, of which those that compare tunes with the corpus know it.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read; it is read only where a rule needs it.
    func informed(_ rules: [Recipe.WeightedRule]) throws -> [Recipe.WeightedRule] {
        guard rules.contains(where: \.rule.needsCorpus) else { return rules }
        let known = try corpus.learnedFrom().map(\.score)
        return rules.map { weighted in
            Recipe.WeightedRule(rule: weighted.rule.knowing(known), type: weighted.type, weight: weighted.weight)
        }
    }
}
