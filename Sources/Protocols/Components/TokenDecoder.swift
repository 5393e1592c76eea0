/// Scores the next token of several tunes.
public protocol TokenDecoder: AnyObject {
    /// Rows whose tune is not finished, in their order.
    var rowCount: Int { get }

    /// Writes natural-log probabilities, `[rowCount, V]` row by row. Legal once after `init` and once after each
    /// `accept`.
    ///
    /// - Throws: an error of a plug-in; built-in models never fail.
    func scores(into scores: inout [Float]) throws

    /// Appends one token to each row. Legal once after each `scores`.
    func accept(_ tokens: [TokenID])

    /// Drops finished rows: keeps those for which `keep` is true. Legal after `accept`.
    func retain(_ keep: [Bool])
}

extension TokenDecoder {
    /// Appends the same tokens to every row, as a prompt.
    ///
    /// - Throws: what `scores` throws.
    public func read(_ prompt: [TokenID]) throws {
        var scores: [Float] = []
        for token in prompt {
            try self.scores(into: &scores)
            accept([TokenID](repeating: token, count: rowCount))
        }
    }
}
