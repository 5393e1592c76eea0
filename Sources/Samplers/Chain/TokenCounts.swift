import MuseProtocols

/// How often each token occurs among the last tokens of a tune. Reuses its memory.
struct TokenCounts: Sendable {
    /// The number of occurrences of each token.
    private var counts: [Int] = []
    /// The tokens that occur, in the order of their first occurrence.
    private(set) var tokens: [Int] = []

    /// Counts the last `window` tokens of a step.
    ///
    /// - Parameter size: the number of scores. Tokens without a score are left out.
    mutating func count(_ step: Step, window: Int, size: Int) {
        if counts.count != size { counts = [Int](repeating: 0, count: size) }
        for token in tokens { counts[token] = 0 }
        tokens.removeAll(keepingCapacity: true)
        for token in step.tokens.suffix(window) {
            let i = Int(token)
            guard counts.indices.contains(i) else { continue }
            if counts[i] == 0 { tokens.append(i) }
            counts[i] += 1
        }
    }

    subscript(token: Int) -> Int { counts[token] }
}
