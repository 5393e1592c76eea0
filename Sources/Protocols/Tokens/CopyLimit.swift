/// The token sequences that copy at most a number of consecutive notes from a corpus. Only tokens of notes and rests
/// count: bar lines and headers are skipped, so that a passage is recognised wherever its bars begin.
///
/// The state is the longest end of the tune so far that occurs in the corpus, as a state of the corpus's suffix
/// automaton. A note that would make it one note too long is excluded.
///
/// Source: Papadopoulos, Roy and Pachet, "Avoiding Plagiarism in Markov Sequence Generation", AAAI 2014, section 4.
/// Difference: the automaton accepts the corpus's passages and is followed, instead of excluding the passages of one
/// length, because it then has at most two states for each token of the corpus, whatever the length.
package struct CopyLimit: FactorGrammar {
    fileprivate let passages: SuffixAutomaton
    fileprivate let notes: Int
    fileprivate let kinds: [TokenKind]

    /// - Parameters:
    ///   - tunes: the corpus as token sequences, in all keys if the tokens are absolute pitches.
    ///   - notes: the maximum number of consecutive notes from one of them.
    ///   - kinds: the kind of each token of the vocabulary.
    package init(_ tunes: [[TokenID]], notes: Int, kinds: [TokenKind]) {
        let music = tunes.map { $0.filter { kinds[Int($0)].isMusic } }
        passages = SuffixAutomaton(music)
        self.notes = notes
        self.kinds = kinds
    }

    package func startOfFactor() -> any FactorState { CopyState(limit: self) }
}

extension TokenKind {
    /// Whether the token belongs to the notes, and not to bars, headers or the end.
    fileprivate var isMusic: Bool {
        switch self {
        case .note, .rest, .hold, .duration, .other: true
        case .end, .bar, .condition: false
        }
    }
}

private struct CopyState: FactorState {
    let limit: CopyLimit
    var state: SuffixAutomaton.State = 0
    /// The number of tokens of the passage.
    var length = 0
    /// Whether each of the last 64 tokens is a note, the last one in bit 0.
    var recent: UInt64 = 0
    private(set) var isEnded = false

    init(limit: CopyLimit) { self.limit = limit }

    /// The number of notes of the passage, or of its last `length` tokens.
    private func notes(in length: Int) -> Int {
        (length < 64 ? recent & (1 << UInt64(length) - 1) : recent).nonzeroBitCount
    }

    /// A copied passage that has just begun can be left in any direction.
    var isOpen: Bool { notes(in: length) <= 1 }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for token in mask.indices { mask[token] = true }
        var (state, length) = (state, length)
        while notes(in: length) >= limit.notes {
            for token in limit.passages.tokens(after: state) where limit.kinds[Int(token)] == .note {
                mask[Int(token)] = false
            }
            (state, length) = limit.passages.shorter(state)
        }
    }

    mutating func advance(_ token: TokenID) {
        let kind = limit.kinds[Int(token)]
        if kind == .end { isEnded = true }
        guard kind.isMusic else { return }
        (state, length) = limit.passages.advance(state, length, token)
        recent = recent << 1 | (kind == .note ? 1 : 0)
    }

    static func == (a: Self, b: Self) -> Bool {
        a.state == b.state && a.length == b.length && a.isEnded == b.isEnded
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(state)
        hasher.combine(length)
    }
}
