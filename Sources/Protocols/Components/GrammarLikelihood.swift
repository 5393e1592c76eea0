import MusePlatform

extension Model {
    /// Log-probability of each token, renormalised over the tokens that the grammar allows, as in sampling.
    ///
    /// A token that the grammar does not allow gets -inf. All tokens after it get NaN.
    ///
    /// - Parameters:
    ///   - sequences: whole tunes.
    ///   - batchSize: sequences scored together.
    ///   - longest: the decoder's context length in tokens; nil for no limit. Longer sequences continue in a new
    ///     decoder, which first reads the last half of the context.
    /// - Throws: an error of a plug-in.
    /// - Precondition: `batchSize` is positive, and `longest` at least 4.
    package func logProbabilities(
        of sequences: [[TokenID]], in grammar: any TokenGrammar, vocabularySize: Int, batchSize: Int = 32,
        longest: Int? = nil
    ) throws -> [[Double]] {
        precondition(batchSize > 0 && longest ?? 4 >= 4, "\(batchSize) rows of \(longest ?? 4) tokens")
        var result = [[Double]](repeating: [], count: sequences.count)
        for rows in sequences.batchesByLength(of: batchSize) {
            try walk(rows, sequences, grammar, vocabularySize, longest ?? Int.max, &result)
        }
        return result
    }

    private func walk(
        _ rows: [Int], _ sequences: [[TokenID]], _ grammar: any TokenGrammar, _ vocabularySize: Int, _ longest: Int,
        _ result: inout [[Double]]
    ) throws {
        var walk = DecoderRows(
            rows.map { (sequence: $0, state: grammar.start()) },
            decoder: try decoder(for: DecodingRequest(rows: rows.count)),
            vocabularySize: vocabularySize)
        /// Number of tokens that the decoder has read.
        var held = 0
        var mask = [Bool](repeating: false, count: vocabularySize)
        var position = 0
        while !walk.rows.isEmpty {
            try walk.step { row, scores in
                let sequence = sequences[row.sequence]
                let token = sequence[position]
                let isOver = sequence.count == position + 1
                if result[row.sequence].last.map({ $0.isNaN || $0 == -.infinity }) ?? false {
                    result[row.sequence].append(.nan)
                    return (token, isOver)
                }
                row.state.allowedAsInput(&mask)
                result[row.sequence].append(Self.logShare(of: Int(token), scores, mask))
                if mask[Int(token)] { row.state.advance(token) }
                return (token, isOver)
            }
            position += 1
            held += 1
            // The next token would exceed the context.
            guard held >= longest - 1, !walk.rows.isEmpty else { continue }
            held = longest / 2
            try walk.restart(with: decoder(for: DecodingRequest(rows: walk.rows.count))) {
                sequences[$0.sequence][position - held..<position]
            }
        }
    }

    private static func logShare(of token: Int, _ scores: ArraySlice<Float>, _ mask: [Bool]) -> Double {
        guard mask[token] else { return -.infinity }
        let first = scores.startIndex
        var highest = -Float.infinity
        for t in mask.indices where mask[t] { highest = max(highest, scores[first + t]) }
        guard highest > -.infinity else { return -.infinity }
        var sum = 0.0
        for t in mask.indices where mask[t] { sum += exp(Double(scores[first + t] - highest)) }
        return Double(scores[first + token] - highest) - log(sum)
    }
}
