import MuseProtocols

/// A vocabulary of runs of base tokens, and the rule by which words are divided into them.
protocol SubwordModel: Sendable {
    /// The base tokens of each token. The first tokens are the base tokens themselves.
    var runs: [[TokenID]] { get }

    /// Divides a word into tokens, and appends them.
    func append(_ word: ArraySlice<TokenID>, to tokens: inout [TokenID])
}

extension SubwordModel {
    /// The tokens of a word.
    func tokens(of word: [TokenID]) -> [TokenID] {
        var tokens: [TokenID] = []
        append(word[...], to: &tokens)
        return tokens
    }
}
