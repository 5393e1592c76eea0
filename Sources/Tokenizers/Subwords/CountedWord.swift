import MuseProtocols

/// A word of a corpus, of which tokens are made: base tokens that may be merged with one another.
struct CountedWord: Sendable {
    var tokens: [TokenID]
    /// The number of its occurrences.
    var count: Int
}

extension [CountedWord] {
    /// The distinct words of sequences, in the order of their first occurrences.
    init(_ words: some Sequence<ArraySlice<TokenID>>) {
        self.init()
        var indices: [ArraySlice<TokenID>: Int] = [:]
        for word in words {
            if let index = indices[word] {
                self[index].count += 1
            } else {
                indices[word] = count
                append(CountedWord(tokens: [TokenID](word), count: 1))
            }
        }
    }
}
