import MuseProtocols

/// A tune that a model drew, and what it was worth.
struct Episode: Sendable {
    let tokens: [TokenID]
    /// `[tokens, V]`, 0 or 1: what might have come at each place.
    let allowed: [UInt8]
    /// Of each reward's rule.
    let satisfactions: [Double]
    /// Weighted mean of them.
    let reward: Double

    /// - Throws: `FitError` for a tune that the grammar does not know: a fault of the sampler.
    init(_ tokens: [TokenID], _ task: FineTuning) throws {
        self.tokens = tokens
        satisfactions = try task.satisfactions(tokens)
        let weights = task.rewards.reduce(0) { $0 + $1.weight }
        reward = zip(task.rewards, satisfactions).reduce(0) { $0 + $1.0.weight * $1.1 } / weights
        var state = task.grammar.start()
        var mask = [Bool](repeating: false, count: task.vocabularySize)
        var allowed: [UInt8] = []
        allowed.reserveCapacity(tokens.count * mask.count)
        for (place, token) in tokens.enumerated() {
            state.allowed(&mask, tokensLeft: task.maxTokens - place)
            guard mask[Int(token)] else { throw FitError("token \(token) of a sampled tune is none that may come") }
            for isAllowed in mask { allowed.append(isAllowed ? 1 : 0) }
            state.advance(token)
        }
        self.allowed = allowed
    }

    /// How much better than its round each tune is: in standard deviations from the mean; 0 where all are alike.
    static func advantages(_ episodes: [Episode]) -> [Double] {
        let count = Double(max(1, episodes.count))
        let mean = episodes.reduce(0) { $0 + $1.reward } / count
        let variance = episodes.reduce(0) { $0 + ($1.reward - mean) * ($1.reward - mean) } / count
        guard variance > 1e-12 else { return episodes.map { _ in 0 } }
        return episodes.map { ($0.reward - mean) / variance.squareRoot() }
    }
}
