package import MuseProtocols

extension Recipe {
    /// A rule with its relative weight.
    package struct WeightedRule: Sendable {
        package let rule: any Rule
        /// The rule's name in the recipe.
        package let type: String
        package let weight: Double

        package init(rule: any Rule, type: String, weight: Double) {
            self.rule = rule
            self.type = type
            self.weight = weight
        }
    }
}
