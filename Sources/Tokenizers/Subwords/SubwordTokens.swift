import MuseProtocols

/// The tokens of a subword tokenizer.
final class SubwordTokens: Sendable {
    let model: any SubwordModel
    let split: WordSplit
    let baseCount: Int
    let vocabulary: Vocabulary
    let trie: RunTrie
    /// Made when a tune is first sampled.
    private let canonical: Once<CanonicalPairs>

    init(_ model: any SubwordModel, _ split: WordSplit, _ base: Vocabulary) {
        self.model = model
        self.split = split
        baseCount = base.count
        let mark = Self.joiner(of: base.names)
        vocabulary = Vocabulary(
            base.names
                + model.runs.dropFirst(base.count).map { run in run.map { base[$0] }.joined(separator: mark) })
        trie = RunTrie(model.runs)
        canonical = Once { CanonicalPairs(model) }
    }

    var pairs: CanonicalPairs {
        guard let pairs = try? canonical.get() else { preconditionFailure("no pairs of tokens") }
        return pairs
    }

    /// A character that no base token contains, so that names of runs are distinct.
    private static func joiner(of names: [String]) -> String {
        let used = Set(names.joined().unicodeScalars)
        let candidates = Array("+·⊕".unicodeScalars) + (0xE000...0xF8FF).compactMap(Unicode.Scalar.init)
        guard let mark = candidates.first(where: { !used.contains($0) }) else {
            preconditionFailure("the names of \(names.count) tokens contain all characters for private use")
        }
        return String(Character(mark))
    }

    /// Divides a sequence of base tokens into tokens.
    func encoded(_ base: [TokenID]) -> [TokenID] {
        var tokens: [TokenID] = []
        tokens.reserveCapacity(base.count)
        for word in split.words(of: base) { model.append(base[word], to: &tokens) }
        return tokens
    }

    func isBase(_ token: TokenID) -> Bool { (0..<TokenID(baseCount)).contains(token) }

    /// The base tokens of a token; a number outside the vocabulary stays as it is.
    func run(_ token: TokenID) -> [TokenID] {
        model.runs.indices.contains(Int(token)) ? model.runs[Int(token)] : [token]
    }

    /// The base tokens of a sequence. Numbers outside the vocabulary stay as they are: negative, or above all others.
    func expanded(_ tokens: some Sequence<TokenID>) -> [TokenID] {
        var base: [TokenID] = []
        for token in tokens { base += run(token) }
        return base
    }
}
