extension RandomSource {
    /// Draws an index with a probability in proportion to its weight; nil if all weights are 0.
    ///
    /// - Precondition: no weight is negative.
    package mutating func index(weights: [Double]) -> Int? {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return nil }
        var rest = uniform() * sum
        for (i, weight) in weights.enumerated() where weight > 0 {
            rest -= weight
            if rest < 0 { return i }
        }
        return weights.lastIndex { $0 > 0 }
    }
}
