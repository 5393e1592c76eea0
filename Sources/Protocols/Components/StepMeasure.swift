/// The unit of published likelihoods for tokenizers on a grid: a step or a voice step, rather than a note.
public struct StepMeasure: Sendable {
    /// `step`, `voice step`.
    public let unit: String
    private let isStep: @Sendable (TokenID) -> Bool
    private let isTime: @Sendable (TokenID) -> Bool

    /// - Parameters:
    ///   - isStep: whether a token counts as one step.
    ///   - isTime: whether a token's cost counts. Published figures exclude the header and the end.
    public init(
        unit: String, isStep: @escaping @Sendable (TokenID) -> Bool, isTime: @escaping @Sendable (TokenID) -> Bool
    ) {
        self.unit = unit
        self.isStep = isStep
        self.isTime = isTime
    }

    /// Number of steps in a sequence: the divisor of a published figure.
    public func count(_ tokens: [TokenID]) -> Int { tokens.count(where: isStep) }

    /// The cost of a sequence's steps, in nats.
    ///
    /// - Parameter logProbabilities: one for each token, from `Model.logProbabilities`.
    /// - Precondition: one log-probability for each token.
    public func cost(_ tokens: [TokenID], logProbabilities: [Double]) -> Double {
        precondition(
            tokens.count == logProbabilities.count,
            "\(tokens.count) tokens, \(logProbabilities.count) log-probabilities")
        return -zip(tokens, logProbabilities).reduce(0.0) { isTime($1.0) ? $0 + $1.1 : $0 }
    }
}
