package import MuseProtocols

/// Tokens behind the vocabulary, which have rows in a network's embedding table but are never predicted.
package struct SpecialTokens: Sendable, Hashable {
    /// Before the first token.
    package let start: TokenID
    /// In the place of a token that is not read: a condition under condition dropout, any token under word dropout.
    package let mask: TokenID
    /// In the place of a bar's contents that are filled in later.
    package let gap: TokenID
    /// Where the fillings begin.
    package let fill: TokenID

    package init(vocabularySize: Int) {
        let first = TokenID(vocabularySize)
        (start, mask, gap, fill) = (first, first + 1, first + 2, first + 3)
    }

    package static let count = 4
}
