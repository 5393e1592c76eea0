/// Maps a tokenizer's tokens and the start symbol to rows of an imported model's token table.
struct TokenRows: Equatable {
    /// The row of each token, followed by that of the start symbol.
    let order: [Int]

    /// If the model has one token more than the tokenizer, that token is the start symbol and the others are the
    /// tokenizer's in order. If it has as many tokens as the tokenizer, one of them serves as the start symbol.
    ///
    /// - Parameters:
    ///   - count: the number of tokens of the model.
    ///   - start: the token that the user chose as the start symbol; nil if none.
    ///   - configured: the model's `bos_token_id`.
    /// - Throws: `ImportProblems`.
    init(of count: Int, vocabularySize: Int, start: Int?, configured: Int?) throws {
        guard count == vocabularySize || count == vocabularySize + 1 else {
            throw ImportProblems([
                "'vocab_size' is \(count); the recipe's tokenizer needs \(vocabularySize), or "
                    + "\(vocabularySize + 1) with an additional start symbol"
            ])
        }
        let known = 0..<count
        if let start, !known.contains(start) {
            throw ImportProblems(["the start symbol cannot be token \(start): the tokens are 0 to \(count - 1)"])
        }
        let bosToken = configured.flatMap { known.contains($0) ? $0 : nil }
        if count == vocabularySize {
            guard let start else {
                let hint = bosToken.map { "; its 'bos_token_id' is \($0)" } ?? ""
                throw ImportProblems([
                    "the model has no token besides those of the recipe's tokenizer: choose one of them as the start "
                        + "symbol with --start\(hint)"
                ])
            }
            order = Array(known) + [start]
        } else {
            // Do not trust transformers' default, which may be meaningless in this vocabulary.
            if start == nil, let bosToken, bosToken != count - 1 {
                throw ImportProblems([
                    "'bos_token_id' is \(bosToken), but the additional token is the last one, \(count - 1): choose "
                        + "the start symbol with --start"
                ])
            }
            let start = start ?? count - 1
            order = known.filter { $0 != start } + [start]
        }
    }
}
