/// Scores the next token of several tunes.
public protocol TokenDecoder: AnyObject {
    /// The number of rows whose tune is not finished.
    var rowCount: Int { get }

    /// Writes natural-log probabilities `[rowCount, V]` in row-major order. Legal once after `init` and once after each
    /// `accept`.
    ///
    /// - Throws: an error of a plug-in; built-in models never fail.
    func scores(into scores: inout [Float]) throws

    /// Appends one token to each row. Legal once after each `scores`.
    func accept(_ tokens: [TokenID])

    /// Drops finished rows: keeps those for which `keep` is true. Legal after `accept`.
    func retain(_ keep: [Bool])

    /// Replaces the rows, for a search that continues some rows in several ways and drops others: row r continues what
    /// was row `sources[r]`. Legal after `scores`, before `accept`.
    ///
    /// The number of rows can rise to that of the decoder's request. A row that changes its source is not itself a
    /// source, so that rows can be copied in order.
    ///
    /// - Returns: whether the decoder can copy rows. If it cannot, it is unusable; a new one has to read the tokens.
    func copyRows(_ sources: [Int]) -> Bool
}

extension TokenDecoder {
    public func copyRows(_ sources: [Int]) -> Bool { false }

    /// Appends the same tokens to every row, as a prompt.
    ///
    /// - Throws: errors of `scores`.
    public func read(_ prompt: [TokenID]) throws {
        var scores: [Float] = []
        for token in prompt {
            try self.scores(into: &scores)
            accept([TokenID](repeating: token, count: rowCount))
        }
    }
}
