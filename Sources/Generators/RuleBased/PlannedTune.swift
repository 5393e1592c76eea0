import MuseMusic
import MuseProtocols

/// A composed tune in tokens, and the place of the next one.
struct PlannedTune: Sendable {
    private let tokens: [TokenID]
    /// Whether the tune can do without a token and keep its notes: those of chord symbols.
    private let isOptional: [Bool]
    /// The index of the next token; nil after the tune has ended or left the plan.
    private var next: Int?

    /// - Throws: `TokenizationError` if the tokens cannot represent the tune; an error of a plug-in's tokenizer.
    init(_ score: Score, _ reader: TuneReader) throws {
        tokens = try reader.tokens(of: score)
        var bare = score
        bare.chordSymbols = []
        let notes = try reader.tokens(of: bare)
        var matched = 0
        var isOptional: [Bool] = []
        for token in tokens {
            let isNote = matched < notes.count && notes[matched] == token
            if isNote { matched += 1 }
            isOptional.append(!isNote)
        }
        self.isOptional = matched == notes.count ? isOptional : isOptional.map { _ in false }
        next = 0
    }

    /// The number of tokens of the whole tune.
    var count: Int { tokens.count }

    /// The next token; nil without a plan for it.
    var token: TokenID? { next.map { tokens[$0] } }

    /// The token that follows if the next one is not allowed and can be left out: a grammar may be stricter than
    /// notation, and allow no chord symbol within a dotted pair.
    var alternative: TokenID? {
        guard let next, isOptional[next], next + 1 < tokens.count else { return nil }
        return tokens[next + 1]
    }

    /// Reads a token.
    ///
    /// - Returns: whether the tune follows the plan.
    mutating func follow(_ token: TokenID) -> Bool {
        guard let place = next else { return false }
        let read = tokens[place] == token ? place : alternative == token ? place + 1 : nil
        next = read.flatMap { $0 + 1 < tokens.count ? $0 + 1 : nil }
        return read != nil
    }

    /// Goes on after tokens that are already there: after the same tokens, or else after as many bar lines.
    mutating func resume(after given: [TokenID], isBar: (TokenID) -> Bool) {
        guard !tokens.starts(with: given) else {
            next = given.count < tokens.count ? given.count : nil
            return
        }
        let bars = tokens.indices.filter { isBar(tokens[$0]) }
        let count = given.count(where: isBar)
        next = bars.indices.contains(count - 1) && bars[count - 1] + 1 < tokens.count ? bars[count - 1] + 1 : nil
    }
}
