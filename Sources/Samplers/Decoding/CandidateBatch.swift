import MuseProtocols

/// A batch of candidates that one decoder decodes together. Each has its own grammar state, sampler chain and random
/// source. A batch belongs to one thread.
struct CandidateBatch {
    struct Row {
        let tune: Int
        let candidate: Int
        var tokens: [TokenID] = []
        var grammar: any GrammarState
        var chain: Chain
        var random: RandomSource
        /// nil where tokens have no tokenizer.
        let context: TuneContext?
    }

    private var candidates: DecoderRows<Row>
    private let vocabularySize: Int
    private let maxTokens: Int
    /// Whether the decoder's scores exclude what the grammar does not allow.
    private let isMasked: Bool
    /// The chain for all rows, if one of its samplers adjusts them together.
    private let batch: (any SamplerBatch)?
    // Reused from step to step.
    private var logits: [[Float]]
    private var mask: [Bool]
    private var next: [TokenID] = []
    private var keep: [Bool] = []
    private var draw = Draw()

    init(_ rows: [Row], decoder: any TokenDecoder, vocabularySize: Int, maxTokens: Int, isMasked: Bool) {
        candidates = DecoderRows(rows, decoder: decoder, vocabularySize: vocabularySize)
        self.vocabularySize = vocabularySize
        self.maxTokens = maxTokens
        self.isMasked = isMasked
        batch = rows.first?.chain.batch(rows: rows.count)
        logits = rows.map { _ in [Float](repeating: 0, count: vocabularySize) }
        mask = [Bool](repeating: isMasked, count: vocabularySize)
    }

    /// Decodes one token per row, and removes the rows that end with it.
    ///
    /// - Returns: the ended rows, in order.
    /// - Throws: `DecodingFailure` of the first row that fails; errors of samplers.
    mutating func step() throws -> [Row] {
        try candidates.readScores()
        next.removeAll(keepingCapacity: true)
        keep.removeAll(keepingCapacity: true)
        for r in candidates.rows.indices { try maskScores(r) }
        try adjust()
        for r in candidates.rows.indices {
            guard let token = draw.token(from: logits[r], random: &candidates.rows[r].random) else {
                throw failure(.chainLeftNothing, r)
            }
            candidates.rows[r].tokens.append(token)
            candidates.rows[r].grammar.advance(token)
            next.append(token)
            keep.append(!candidates.rows[r].grammar.isEnded)
        }
        let ended = candidates.append(next, keep: keep)
        logits.removeLast(ended.count)
        if !ended.isEmpty, !candidates.rows.isEmpty { batch?.retain(keep) }
        return ended
    }

    /// The unfinished candidates, in the decoder's order.
    var rows: [Row] { candidates.rows }

    /// Applies the chains to all rows.
    private mutating func adjust() throws {
        if let batch { return try batch.adjust(&logits, at: candidates.rows.map(\.step)) }
        for r in candidates.rows.indices {
            try candidates.rows[r].chain.adjust(&logits[r], at: candidates.rows[r].step)
        }
    }

    /// Copies the scores of a row to its `logits`, with `-inf` for tokens that the grammar does not allow.
    private mutating func maskScores(_ r: Int) throws {
        let length = candidates.rows[r].tokens.count
        guard length < maxTokens else { throw failure(.unfinished(maxTokens: maxTokens), r) }
        if !isMasked { candidates.rows[r].grammar.allowed(&mask, tokensLeft: maxTokens - length) }
        let row = candidates.scoreIndices(ofRow: r)
        var isAnyAllowed = false
        var best = -Float.infinity
        var bad: Int?
        // Uses buffers, because this loop visits the whole vocabulary at every step.
        logits[r].withUnsafeMutableBufferPointer { logits in
            candidates.scores.withUnsafeBufferPointer { scores in
                for (t, (isAllowed, score)) in zip(mask, scores[row]).enumerated() {
                    logits[t] = isAllowed ? score : -.infinity
                    guard isAllowed else { continue }
                    isAnyAllowed = true
                    if score > best { best = score }
                    // Also true for NaN.
                    if !(score < .infinity), bad == nil { bad = t }
                }
            }
        }
        if let bad {
            let score = candidates.scores[row.lowerBound + bad]
            throw failure(.badScore(token: TokenID(bad), score: score.isNaN ? "NaN" : "infinity"), r)
        }
        guard isAnyAllowed else { throw failure(.nothingAllowed, r) }
        guard best > -.infinity else { throw failure(.everythingRuledOut, r) }
    }

    private func failure(_ reason: DecodingFailure.Reason, _ r: Int) -> DecodingFailure {
        DecodingFailure(
            reason: reason, tune: candidates.rows[r].tune, candidate: candidates.rows[r].candidate,
            step: candidates.rows[r].tokens.count)
    }
}

extension CandidateBatch.Row {
    fileprivate var step: Step { Step(tokens: tokens, tune: context) }
}
