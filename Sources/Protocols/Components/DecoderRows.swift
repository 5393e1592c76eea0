/// Rows that one decoder works on side by side. Each takes a token a step; rows that are over drop out.
package struct DecoderRows<Row> {
    /// Those that are not over, in the decoder's order.
    package private(set) var rows: [Row]
    private var decoder: any TokenDecoder
    private let vocabularySize: Int
    private var scores: [Float]
    private var next: [TokenID] = []
    private var keep: [Bool] = []

    /// - Precondition: the decoder has as many rows.
    package init(_ rows: [Row], decoder: any TokenDecoder, vocabularySize: Int) {
        self.rows = rows
        self.decoder = decoder
        self.vocabularySize = vocabularySize
        scores = [Float](repeating: 0, count: rows.count * vocabularySize)
    }

    /// Advances each row by a token.
    ///
    /// - Parameter choose: takes a row and the scores of all tokens. Returns the row's next token, and whether the row
    ///   is over with it.
    /// - Returns: the rows that are over, in their order.
    /// - Throws: an error of the decoder or of `choose`.
    @discardableResult
    package mutating func step(
        _ choose: (inout Row, ArraySlice<Float>) throws -> (token: TokenID, isOver: Bool)
    ) throws -> [Row] {
        try decoder.scores(into: &scores)
        next.removeAll(keepingCapacity: true)
        keep.removeAll(keepingCapacity: true)
        for r in rows.indices {
            let (token, isOver) = try choose(&rows[r], scores[r * vocabularySize..<(r + 1) * vocabularySize])
            next.append(token)
            keep.append(!isOver)
        }
        decoder.accept(next)
        guard keep.contains(false) else { return [] }
        decoder.retain(keep)
        let over = zip(rows, keep).filter { !$0.1 }.map(\.0)
        rows = zip(rows, keep).filter(\.1).map(\.0)
        scores.removeLast(scores.count - rows.count * vocabularySize)
        return over
    }

    /// Goes on with a new decoder, which reads some tokens of each row first.
    ///
    /// - Precondition: all rows have equally many tokens.
    package mutating func restart(with decoder: any TokenDecoder, reading tokens: (Row) -> ArraySlice<TokenID>) throws {
        self.decoder = decoder
        let given = rows.map { Array(tokens($0)) }
        for place in given.first?.indices ?? 0..<0 {
            try decoder.scores(into: &scores)
            decoder.accept(given.map { $0[place] })
        }
    }
}
