import MuseCorpus
import MuseProtocols
import MuseRecipe

extension RunContext {
    /// Rules, of which those that compare tunes with the corpus know it.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read; it is read only where a rule needs it.
    func informed(_ rules: [Recipe.WeightedRule]) throws -> [Recipe.WeightedRule] {
        guard rules.contains(where: { $0.rule is any CorpusRule }) else { return rules }
        let known = try corpus.learnedFrom().map(\.score)
        return rules.map { weighted in
            guard let rule = weighted.rule as? any CorpusRule else { return weighted }
            return Recipe.WeightedRule(rule: rule.knowing(known), type: weighted.type, weight: weighted.weight)
        }
    }
}
