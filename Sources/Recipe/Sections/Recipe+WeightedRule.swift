package import MuseProtocols

extension Recipe {
    /// A rule with its relative weight.
    package struct WeightedRule: Sendable {
        package let rule: any Rule
        /// The rule's name in the recipe.
        package let type: String
        package let weight: Double
        /// What the rule's value should be distributed like; nil for a value that is as good as possible in each tune.
        package let match: Match?

        package init(rule: any Rule, type: String, weight: Double, match: Match? = nil) {
            self.rule = rule
            self.type = type
            self.weight = weight
            self.match = match
        }

        /// The set of tunes over which a rule's value should be distributed alike.
        package enum Match: String, SettingChoice {
            case corpus
        }
    }
}
