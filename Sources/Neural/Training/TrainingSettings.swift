/// The settings of a training, all of them resolved.
package struct TrainingSettings: Sendable {
    package var steps: Int
    /// Tokens in a batch.
    package var batchTokens: Int
    package var schedule: Schedule
    package var optimizer: any Optimizer
    /// Gradient-norm clipping threshold.
    package var clip: Double
    /// Steps between two validations.
    package var validationInterval: Int
    /// Validations without improvement after which training stops (early stopping).
    package var patience: Int
    package var precision: Precision
    package var threads: Int

    package init(
        steps: Int, batchTokens: Int, schedule: Schedule, optimizer: any Optimizer, clip: Double = 1,
        validationInterval: Int,
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
