/// What a training step of a rank costs.
public struct TrainingCost: Sendable {
    /// The number of steps of the whole training.
    public var steps: Int
    /// The number of tokens of a step, on all ranks together.
    public var tokens: Int
    /// The number of threads of all ranks.
    public var threads: Int
    /// The time of a step without communication.
    public var seconds: Double
    /// The bytes of the gradients, which all ranks sum.
    public var gradientBytes: Int
    /// The part of the step's time in which gradients can be summed while others are still computed.
    public var overlapSeconds: Double

    public init(
        steps: Int, tokens: Int, threads: Int, seconds: Double, gradientBytes: Int, overlapSeconds: Double
    ) {
        self.steps = steps
        self.tokens = tokens
        self.threads = threads
        self.seconds = seconds
        self.gradientBytes = gradientBytes
        self.overlapSeconds = overlapSeconds
    }
}
