/// What a training does, all of it decided.
package struct TrainingSettings: Sendable {
    package var steps: Int
    /// Tokens of a step.
    package var batchTokens: Int
    package var schedule: Schedule
    package var optimizer: AdamW
    /// The gradient's norm is cut to this.
    package var clip: Double
    /// Steps from one look at the validation part to the next.
    package var validationInterval: Int
    /// Looks without a better loss after which training stops.
    package var patience: Int
    package var precision: Precision
    package var threads: Int

    package init(
        steps: Int, batchTokens: Int, schedule: Schedule, optimizer: AdamW, clip: Double = 1, validationInterval: Int,
        patience: Int, precision: Precision = .f32, threads: Int
    ) {
        self.steps = steps
        self.batchTokens = batchTokens
        self.schedule = schedule
        self.optimizer = optimizer
        self.clip = clip
        self.validationInterval = validationInterval
        self.patience = patience
        self.precision = precision
        self.threads = threads
    }
}
