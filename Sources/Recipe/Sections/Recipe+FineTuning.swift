package import MuseProtocols

extension Recipe {
    /// The fine-tuning of the fitted model.
    package struct FineTuning: Sendable {
        package let settings: MuseProtocols.FineTuning.Settings
        package let rewards: [WeightedRule]
        /// A user's preferences, used for training instead of sampled tunes.
        package let choices: Choices?

        package struct Choices: Sendable {
            package let better: [[TokenID]]
            package let worse: [[TokenID]]
            package let prompts: [Prompt]
        }
    }
}
