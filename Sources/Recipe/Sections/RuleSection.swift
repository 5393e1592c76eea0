import MuseProtocols

/// The settings common to all rules.
enum RuleSection {
    static let weight = Setting<Double>(
        "weight", in: 0..., default: 1, "relative weight; at 0, the rule is only measured")
    static let match = Setting<Recipe.WeightedRule.Match>(
        "match", default: nil,
        "corpus: the rule's value should be distributed over tunes as it is over the corpus, instead of being as good as "
            + "possible in each tune")
    static let section = Section("rule", "settings common to all rules", [.setting(weight), .setting(match)])
}

extension RecipeCheck {
    /// The rules listed under `key`, with their weights. A rule that compares tunes with the corpus requires a corpus.
    mutating func rules(_ key: String, in parent: Node, at path: String) throws -> [Recipe.WeightedRule] {
        try components(registries.rules, key, in: parent, at: path, common: RuleSection.section).map { rule in
            let match = try rule.common(RuleSection.match) as Recipe.WeightedRule.Match?
            if rule.product.needsCorpus || match != nil, !hasCorpus {
                mistakes.note(
                    .conflict("compares tunes with the corpus, but the recipe has none"), rule.path,
                    at: rule.node.mark)
            }
            return Recipe.WeightedRule(
                rule: rule.product, type: rule.type, weight: rule.common(RuleSection.weight), match: match)
        }
    }
}
