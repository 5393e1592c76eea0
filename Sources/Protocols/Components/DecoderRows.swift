/// Rows decoded together in one batch. Each row takes one token a step. Finished rows are dropped.
package struct DecoderRows<Row> {
    /// The unfinished rows, in the decoder's order.
    package var rows: [Row]
    /// `[rows, V]`, set by `readScores`.
    package private(set) var scores: [Float]
    private var decoder: any TokenDecoder
    private let vocabularySize: Int
    private var next: [TokenID] = []
    private var keep: [Bool] = []

    /// - Precondition: the number of rows is the decoder's `rowCount`.
    package init(_ rows: [Row], decoder: any TokenDecoder, vocabularySize: Int) {
        self.rows = rows
        self.decoder = decoder
        self.vocabularySize = vocabularySize
        scores = [Float](repeating: 0, count: rows.count * vocabularySize)
    }

    /// Appends one token to each row.
    ///
    /// - Parameter choose: takes a row and the scores of all tokens. Returns the row's next token, and whether it
    ///   finishes the row.
    /// - Returns: the rows that finished, in order.
    /// - Throws: an error of the decoder or of `choose`.
    @discardableResult
    package mutating func step(
        _ choose: (inout Row, ArraySlice<Float>) throws -> (token: TokenID, isOver: Bool)
    ) throws -> [Row] {
        try readScores()
        next.removeAll(keepingCapacity: true)
        keep.removeAll(keepingCapacity: true)
        for r in rows.indices {
            let (token, isOver) = try choose(&rows[r], scores[scoreIndices(ofRow: r)])
            next.append(token)
            keep.append(!isOver)
        }
        return append(next, keep: keep)
    }

    /// Computes the scores of the next token of each row.
    package mutating func readScores() throws {
        try decoder.scores(into: &scores)
        precondition(
            scores.count >= rows.count * vocabularySize,
            "a decoder gave \(scores.count) scores for \(rows.count) rows of \(vocabularySize) tokens")
    }

    package func scoreIndices(ofRow r: Int) -> Range<Int> { r * vocabularySize..<(r + 1) * vocabularySize }

    /// Appends one token to each row and drops the rows that are not kept.
    ///
    /// - Returns: the dropped rows, in order.
    package mutating func append(_ tokens: [TokenID], keep: [Bool]) -> [Row] {
        decoder.accept(tokens)
        guard keep.contains(false) else { return [] }
        let over = zip(rows, keep).filter { !$0.1 }.map(\.0)
        rows.retain(keep)
        if !rows.isEmpty { decoder.retain(keep) }
        scores.removeLast(scores.count - rows.count * vocabularySize)
        return over
    }

    /// Continues with a new decoder, which first reads some tokens of each row.
    ///
    /// - Precondition: all rows have the same number of tokens to read.
    package mutating func restart(with decoder: any TokenDecoder, reading tokens: (Row) -> ArraySlice<TokenID>) throws {
        self.decoder = decoder
        let prompts = rows.map { Array(tokens($0)) }
        for place in prompts.first?.indices ?? 0..<0 {
            try decoder.scores(into: &scores)
            decoder.accept(prompts.map { $0[place] })
        }
    }
}
