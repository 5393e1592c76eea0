import MuseProtocols

/// Several candidates that are decoded side by side by one decoder, each with its own grammar state, chain and random
/// numbers. One thread's.
struct CandidateBatch {
    struct Row {
        let tune: Int
        let candidate: Int
        var tokens: [TokenID] = []
        var grammar: any GrammarState
        var chain: Chain
        var random: RandomSource
    }

    /// Not ended yet, in the decoder's order.
    private(set) var rows: [Row]
    private let decoder: any TokenDecoder
    private let vocabularySize: Int
    private let maxTokens: Int
    /// The chain for all rows, where a sampler of it adjusts them together.
    private let batch: (any SamplerBatch)?
    // Reused from step to step.
    private var scores: [Float]
    private var logits: [[Float]]
    private var mask: [Bool]
    private var next: [TokenID] = []
    private var keep: [Bool] = []
    private var draw = Draw()

    init(_ rows: [Row], decoder: any TokenDecoder, vocabularySize: Int, maxTokens: Int) {
        self.rows = rows
        self.decoder = decoder
        self.vocabularySize = vocabularySize
        self.maxTokens = maxTokens
        batch = rows.first?.chain.batch(rows: rows.count)
        scores = [Float](repeating: 0, count: rows.count * vocabularySize)
        logits = rows.map { _ in [Float](repeating: 0, count: vocabularySize) }
        mask = [Bool](repeating: false, count: vocabularySize)
    }

    /// Goes on by a token a row and drops the rows that end with it.
    ///
    /// - Returns: the ended rows in their order.
    /// - Throws: `DecodingFailure`, of the first row that fails; what a sampler throws.
    mutating func step() throws -> [Row] {
        try decoder.scores(into: &scores)
        precondition(
            scores.count >= rows.count * vocabularySize,
            "a decoder gave \(scores.count) scores for \(rows.count) rows of \(vocabularySize) tokens")
        next.removeAll(keepingCapacity: true)
        keep.removeAll(keepingCapacity: true)
        for r in rows.indices { try maskScores(r) }
        try adjust()
        for r in rows.indices {
            guard let token = draw.token(from: logits[r], random: &rows[r].random) else {
                throw failure(.chainLeftNothing, r)
            }
            rows[r].tokens.append(token)
            rows[r].grammar.advance(token)
            next.append(token)
            keep.append(!rows[r].grammar.isEnded)
        }
        decoder.accept(next)
        guard keep.contains(false) else { return [] }
        var ended: [Row] = []
        var going: [Row] = []
        for (row, stays) in zip(rows, keep) {
            if stays { going.append(row) } else { ended.append(row) }
        }
        rows = going
        logits.removeLast(logits.count - rows.count)
        if !rows.isEmpty {
            decoder.retain(keep)
            batch?.retain(keep)
        }
        return ended
    }

    /// All rows go through their chain.
    private mutating func adjust() throws {
        if let batch { return try batch.adjust(&logits, at: rows.map { Step(tokens: $0.tokens) }) }
        for r in rows.indices { try rows[r].chain.adjust(&logits[r], at: Step(tokens: rows[r].tokens)) }
    }

    /// The row's scores into its `logits`, with `-inf` for what the grammar bars.
    private mutating func maskScores(_ r: Int) throws {
        let length = rows[r].tokens.count
        guard length < maxTokens else { throw failure(.unfinished(maxTokens: maxTokens), r) }
        rows[r].grammar.allowed(&mask, tokensLeft: maxTokens - length)
        let row = r * vocabularySize..<(r + 1) * vocabularySize
        var isAnyAllowed = false
        var best = -Float.infinity
        var bad: Int?
        // Through buffers: this is the one loop that every token of the vocabulary goes through at every step.
        logits[r].withUnsafeMutableBufferPointer { logits in
            scores.withUnsafeBufferPointer { scores in
                for (t, (isAllowed, score)) in zip(mask, scores[row]).enumerated() {
                    logits[t] = isAllowed ? score : -.infinity
                    guard isAllowed else { continue }
                    isAnyAllowed = true
                    if score > best { best = score }
                    // NaN is not below either.
                    if !(score < .infinity), bad == nil { bad = t }
                }
            }
        }
        if let bad {
            let score = scores[row.lowerBound + bad]
            throw failure(.badScore(token: TokenID(bad), score: score.isNaN ? "NaN" : "infinity"), r)
        }
        guard isAnyAllowed else { throw failure(.nothingAllowed, r) }
        guard best > -.infinity else { throw failure(.everythingRuledOut, r) }
    }

    private func failure(_ reason: DecodingFailure.Reason, _ r: Int) -> DecodingFailure {
        DecodingFailure(
            reason: reason, tune: rows[r].tune, candidate: rows[r].candidate, step: rows[r].tokens.count)
    }
}
