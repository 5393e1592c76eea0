extension TokenDecoder {
    /// Log-probabilities of the tokens of whole sequences, one for each row.
    ///
    /// - Throws: an error of a plug-in.
    /// - Precondition: no token has been accepted, and no sequence is empty.
    package func logProbabilities(of sequences: [[TokenID]], vocabularySize: Int) throws -> [[Double]] {
        var result = [[Double]](repeating: [], count: sequences.count)
        var rows = DecoderRows(Array(sequences.indices), decoder: self, vocabularySize: vocabularySize)
        while !rows.rows.isEmpty {
            try rows.step { row, scores in
                let place = result[row].count
                let token = sequences[row][place]
                result[row].append(Double(scores[scores.startIndex + Int(token)]))
                return (token, place + 1 == sequences[row].count)
            }
        }
        return result
    }
}
