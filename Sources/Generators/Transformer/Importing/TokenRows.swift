/// Maps our tokens to rows of another model's token table, including the row of the start symbol.
struct TokenRows: Equatable {
    /// The row of each of our tokens, then that of the start symbol.
    let order: [Int]

    /// If the other model has one token more than ours, that token is the start symbol and the others are ours in
    /// order. If it has as many tokens as ours, one of ours serves as the start symbol.
    ///
    /// - Parameters:
    ///   - count: number of tokens of the other model.
    ///   - start: the token that the user chose as the start symbol; nil if not given.
    ///   - configured: the model's own `bos_token_id`.
    /// - Throws: `ImportProblems`.
    init(of count: Int, vocabularySize: Int, start: Int?, configured: Int?) throws {
        guard count == vocabularySize || count == vocabularySize + 1 else {
            throw ImportProblems([
                "'vocab_size' is \(count); the recipe's tokenizer has \(vocabularySize) tokens, so it has to be "
                    + "\(vocabularySize + 1), with a start symbol, or \(vocabularySize), with one of the tokens as that"
            ])
        }
        let known = 0..<count
        if let start, !known.contains(start) {
            throw ImportProblems(["the start symbol cannot be token \(start): the tokens are 0 to \(count - 1)"])
        }
        let told = configured.flatMap { known.contains($0) ? $0 : nil }
        if count == vocabularySize {
            guard let start else {
                let hint = told.map { "; its 'bos_token_id' is \($0)" } ?? ""
                throw ImportProblems([
                    "the model has as many tokens as the recipe's tokenizer and no start symbol of its own: name the "
                        + "token that tunes start after with --start\(hint)"
                ])
            }
            order = Array(known) + [start]
        } else {
            // Do not trust transformers' default: it may mean nothing in this vocabulary.
            if start == nil, let told, told != count - 1 {
                throw ImportProblems([
                    "'bos_token_id' is \(told), but the token that the recipe's tokenizer does not have is the last one, "
                        + "\(count - 1): say with --start which of the two is the start symbol"
                ])
            }
            let start = start ?? count - 1
            order = known.filter { $0 != start } + [start]
        }
    }
}
