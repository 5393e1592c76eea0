import MuseProtocols

/// Divides sequences of base tokens into words, beyond which no tokens are merged.
///
/// The end of a tune, separators of its sequences and conditions are words by themselves.
struct WordSplit: Sendable {
    enum Kind: String, SettingChoice { case bar, beat, none }

    let kind: Kind
    /// Whether each base token is a word by itself.
    let isAlone: [Bool]
    /// Whether each base token is the first of a word.
    let isFirst: [Bool]
    let beats: (any BeatTracker)?

    /// - Throws: `TokenizationError` if the base tokens do not state bars or beats.
    init(_ kind: Kind, of base: any Tokenizer) throws {
        let tokens = base.vocabulary.names.indices.map { TokenID($0) }
        var isAlone = tokens.map { token in
            token == base.endToken || base.isCondition(token) || base.separates(token)
        }
        var isFirst = tokens.map { _ in false }
        if kind != .none {
            let ends = base.barEnds
            for token in tokens where ends.contains(token) || base.kind(of: token) == .bar {
                // Where bars end by tokens, models and templates find bars by them.
                if ends.isEmpty { isFirst[Int(token)] = true } else { isAlone[Int(token)] = true }
            }
            if kind == .bar, ends.isEmpty, !isFirst.contains(true) {
                throw TokenizationError("these base tokens do not state where bars begin; use `none`")
            }
        }
        beats = kind == .beat ? base.beats : nil
        if kind == .beat, beats == nil {
            throw TokenizationError("these base tokens do not state beats; use `bar` or `none`")
        }
        self.kind = kind
        self.isAlone = isAlone
        self.isFirst = isFirst
    }

    /// The words of a sequence, in order.
    func words(of tokens: [TokenID]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var cursor = WordCursor(self)
        var start = 0
        for (i, token) in tokens.enumerated() where cursor.startsWord(token, self) && i > start {
            words.append(start..<i)
            start = i
        }
        if start < tokens.count { words.append(start..<tokens.count) }
        return words
    }
}

/// Finds the words of a sequence, token by token.
struct WordCursor: Hashable, Sendable {
    private var isAfterWord = true
    private var beats: AnyBeats?

    init(_ split: WordSplit) { beats = split.beats.map { AnyBeats(tracker: $0) } }

    /// Advances by a base token.
    ///
    /// - Returns: whether a word begins with it.
    mutating func startsWord(_ token: TokenID, _ split: WordSplit) -> Bool {
        let isAlone = split.isAlone[Int(token)]
        let startsBeat = beats?.tracker.startsBeat(token) ?? false
        defer { isAfterWord = isAlone }
        return isAfterWord || isAlone || split.isFirst[Int(token)] || startsBeat
    }

    private struct AnyBeats: Hashable, Sendable {
        var tracker: any BeatTracker

        static func == (a: Self, b: Self) -> Bool { a.tracker.isEqual(b.tracker) }
        func hash(into hasher: inout Hasher) { tracker.hash(into: &hasher) }
    }
}

extension BeatTracker {
    fileprivate func isEqual(_ other: any BeatTracker) -> Bool { (other as? Self) == self }
}

extension Tokenizer {
    /// Whether a token separates sequences of a tune, which are printed on lines of their own.
    fileprivate func separates(_ token: TokenID) -> Bool { lines(of: [token, token]).count > 1 }
}
