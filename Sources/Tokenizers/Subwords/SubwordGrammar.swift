import MuseProtocols

/// The grammar of tunes in subwords: the product of the base grammar and the tree of all runs.
///
/// A token is allowed if the base grammar allows the tokens of its run one after the other. Of these, only those are
/// sampled that can follow the last one in an encoded tune; where there are none, the others are, so that no dead ends
/// arise. Tokens that reach beyond a word are not sampled.
final class SubwordGrammar: TokenGrammar, IdentityHashable {
    fileprivate let base: any TokenGrammar
    fileprivate let tokens: SubwordTokens

    init(_ base: any TokenGrammar, _ tokens: SubwordTokens) {
        self.base = base
        self.tokens = tokens
    }

    func start() -> any GrammarState { SubwordState(self) }
}

private struct SubwordState: GrammarState {
    private let grammar: SubwordGrammar
    private var base: any GrammarState
    private var words: WordCursor
    private var last: TokenID?

    init(_ grammar: SubwordGrammar) {
        self.grammar = grammar
        base = grammar.base.start()
        words = WordCursor(grammar.tokens.split)
    }

    var isEnded: Bool { base.isEnded }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        var walk = RunWalk(grammar.tokens, budget: tokensLeft)
        walk.start(base, words, &mask)
        keepCanonical(&mask, walk)
    }

    func allowedAsInput(_ mask: inout [Bool]) {
        var walk = RunWalk(grammar.tokens, budget: nil)
        walk.start(base, words, &mask)
    }

    mutating func advance(_ token: TokenID) {
        for token in grammar.tokens.model.runs[Int(token)] {
            base.advance(token)
            _ = words.startsWord(token, grammar.tokens.split)
        }
        last = token
    }

    /// Excludes the tokens that cannot come next in an encoded tune, unless none remain.
    private func keepCanonical(_ mask: inout [Bool], _ walk: RunWalk) {
        let pairs = grammar.tokens.pairs
        let row = last.map(pairs.row) ?? pairs.isWhole
        func isCanonical(_ token: Int) -> Bool {
            walk.startsWord[token] ? pairs.isWhole[token] : row[token]
        }
        let isAny = mask.indices.contains { mask[$0] && isCanonical($0) }
        guard isAny else { return }
        for token in mask.indices where mask[token] && !isCanonical(token) { mask[token] = false }
    }

    static func == (a: Self, b: Self) -> Bool {
        a.last == b.last && a.words == b.words && a.base.isEqual(b.base)
    }

    func hash(into hasher: inout Hasher) {
        base.hash(into: &hasher)
        hasher.combine(words)
        hasher.combine(last)
    }
}
