/// A sampled tune with its rewards.
package struct Episode: Sendable {
    package let tokens: [TokenID]
    /// `[T, V]`: 1 for tokens that the grammar allowed, otherwise 0.
    package let allowed: [UInt8]
    /// The satisfaction of each reward's rule.
    package let satisfactions: [Double]
    /// The weighted mean of the satisfactions.
    package let reward: Double

    /// Measures the tunes of a round.
    ///
    /// - Throws: errors of the rules; `FitError` if the grammar rejects a tune, which would be a bug in the sampler.
    package static func all(_ tunes: [[TokenID]], _ task: FineTuning) throws -> [Episode] {
        let measured = Array(zip(tunes, try task.satisfactions(tunes)))
        return try concurrentMap(measured) { try Episode($0, satisfactions: $1, task) }
    }

    private init(_ tokens: [TokenID], satisfactions: [Double], _ task: FineTuning) throws {
        self.tokens = tokens
        self.satisfactions = satisfactions
        let weights = task.rewards.reduce(0) { $0 + $1.weight }
        reward = zip(task.rewards, satisfactions).reduce(0) { $0 + $1.0.weight * $1.1 } / weights
        var state = task.grammar.start()
        var mask = [Bool](repeating: false, count: task.vocabularySize)
        var allowed: [UInt8] = []
        allowed.reserveCapacity(tokens.count * mask.count)
        for (position, token) in tokens.enumerated() {
            state.allowed(&mask, tokensLeft: task.maxTokens - position)
            guard mask[Int(token)] else {
                throw FitError("the grammar does not allow token \(token) of a sampled tune")
            }
            for isAllowed in mask { allowed.append(isAllowed ? 1 : 0) }
            state.advance(token)
        }
        self.allowed = allowed
    }

    /// The advantage of each tune: its reward minus the round's mean, in standard deviations. 0 if all rewards are
    /// equal.
    package static func advantages(_ episodes: [Episode]) -> [Double] {
        let count = Double(max(1, episodes.count))
        let mean = episodes.reduce(0) { $0 + $1.reward } / count
        let variance = episodes.reduce(0) { $0 + ($1.reward - mean) * ($1.reward - mean) } / count
        guard variance > 1e-12 else { return episodes.map { _ in 0 } }
        return episodes.map { ($0.reward - mean) / variance.squareRoot() }
    }
}
