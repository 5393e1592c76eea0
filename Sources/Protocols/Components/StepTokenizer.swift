/// A tokenizer on a grid, whose published figures are per step and not per note.
public protocol StepTokenizer: Tokenizer {
    /// What its figures are per: `step`, `voice step`.
    static var stepUnit: String { get }

    /// Whether a token counts as one of these.
    func isStep(_ token: TokenID) -> Bool

    /// Whether a token's cost belongs to the steps: published figures leave the header and the end out.
    func isTime(_ token: TokenID) -> Bool
}

extension StepTokenizer {
    /// How many steps a sequence holds: what a published figure is divided by.
    public func stepCount(_ tokens: [TokenID]) -> Int { tokens.count(where: isStep) }

    /// What a sequence's steps cost, in nats, out of the cost of each of its tokens.
    ///
    /// - Parameter logProbabilities: of each token, as `Model.logProbabilities` gives them.
    /// - Precondition: there are as many as tokens.
    public func stepCost(_ tokens: [TokenID], logProbabilities: [Double]) -> Double {
        precondition(tokens.count == logProbabilities.count, "\(tokens.count) tokens, \(logProbabilities.count) costs")
        return -zip(tokens, logProbabilities).reduce(0.0) { isTime($1.0) ? $0 + $1.1 : $0 }
    }
}
