/// The resolved settings of a training run.
package struct TrainingSettings: Sendable {
    package var steps: Int
    /// The number of tokens per batch.
    package var batchTokens: Int
    package var schedule: Schedule
    package var optimizer: any Optimizer
    /// The gradient-norm clipping threshold.
    package var clip: Double
    /// The number of steps between validations.
    package var validationInterval: Int
    /// The number of validations without improvement after which training stops early.
    package var patience: Int
    package var precision: Precision
    /// The number of threads of a single process; several ranks have those of their communicator.
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
