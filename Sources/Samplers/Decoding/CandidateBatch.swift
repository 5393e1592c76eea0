import MuseProtocols

/// Several candidates that are decoded side by side by one decoder, each with its own grammar state, chain and random
/// numbers. One thread's.
struct CandidateBatch {
    struct Row {
        let tune: Int
        let candidate: Int
        var tokens: [TokenID] = []
        var grammar: any GrammarState
        var chain: [any Sampler]
        var random: RandomSource
    }

    /// Not ended yet, in the decoder's order.
    private(set) var rows: [Row]
    private let decoder: any Decoder
    private let vocabularySize: Int
    private let maxTokens: Int
    // Reused from step to step.
    private var scores: [Float]
    private var logits: [Float]
    private var mask: [Bool]
    private var next: [TokenID] = []
    private var keep: [Bool] = []
    private var draw = Draw()

    init(_ rows: [Row], decoder: any Decoder, vocabularySize: Int, maxTokens: Int) {
        self.rows = rows
        self.decoder = decoder
        self.vocabularySize = vocabularySize
        self.maxTokens = maxTokens
        scores = [Float](repeating: 0, count: rows.count * vocabularySize)
        logits = [Float](repeating: 0, count: vocabularySize)
        mask = [Bool](repeating: false, count: vocabularySize)
    }

    /// Goes on by a token a row and drops the rows that end with it.
    ///
    /// - Returns: the ended rows in their order.
    /// - Throws: `DecodingFailure`, of the first row that fails.
    mutating func step() throws -> [Row] {
        decoder.scores(into: &scores)
        precondition(
            scores.count >= rows.count * vocabularySize,
            "a decoder gave \(scores.count) scores for \(rows.count) rows of \(vocabularySize) tokens")
        next.removeAll(keepingCapacity: true)
        keep.removeAll(keepingCapacity: true)
        for r in rows.indices {
            let token = try nextToken(r)
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
        if !rows.isEmpty { decoder.retain(keep) }
        return ended
    }

    /// The grammar's mask, then the chain, then the draw.
    private mutating func nextToken(_ r: Int) throws -> TokenID {
        let count = rows[r].tokens.count
        guard count < maxTokens else { throw failure(.unfinished(maxTokens: maxTokens), r) }
        rows[r].grammar.allowed(&mask, tokensLeft: maxTokens - count)
        try maskScores(r)
        for s in rows[r].chain.indices {
            rows[r].chain[s].adjust(&logits, at: Step(tokens: rows[r].tokens))
        }
        guard let token = draw.token(from: logits, random: &rows[r].random) else {
            throw failure(.chainLeftNothing, r)
        }
        return token
    }

    /// The row's scores into `logits`, with `-inf` for what the grammar bars.
    private mutating func maskScores(_ r: Int) throws {
        let row = r * vocabularySize..<(r + 1) * vocabularySize
        var isAnyAllowed = false
        var best = -Float.infinity
        var bad: Int?
        // Through buffers: this is the one loop that every token of the vocabulary goes through at every step.
        logits.withUnsafeMutableBufferPointer { logits in
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
