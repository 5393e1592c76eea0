package import MuseProtocols

/// Tokens after the vocabulary. They have rows in a network's embedding table but are never predicted.
package struct SpecialTokens: Sendable, Hashable {
    /// Precedes the first token.
    package let start: TokenID
    /// Replaces a masked token: a condition under condition dropout, any token under word dropout.
    package let mask: TokenID
    /// Replaces the contents of a bar that are filled in later.
    package let gap: TokenID
    /// Precedes the contents that fill the gaps.
    package let fill: TokenID

    package init(vocabularySize: Int) {
        let first = TokenID(vocabularySize)
        (start, mask, gap, fill) = (first, first + 1, first + 2, first + 3)
    }

    package static let count = 4
}
