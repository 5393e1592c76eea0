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

/// How a training went: a point each time the validation part was looked at.
package struct LearningCurve: Sendable, Equatable {
    package struct Point: Sendable, Equatable {
        /// Steps done.
        package var step: Int
        /// Mean loss of a token since the point before, in nats.
        package var training: Double
        /// Mean loss of a token of the validation part; nil where there is none.
        package var validation: Double?
    }

    package var points: [Point] = []

    /// The point with the lowest validation loss.
    package var best: Point? {
        points.filter { $0.validation != nil }.min { ($0.validation ?? 0) < ($1.validation ?? 0) }
    }
}
