package import MuseProtocols

/// The rows of a token table that stand behind the vocabulary's.
package struct Symbols: Sendable, Hashable {
    /// Before the first token.
    package let start: TokenID
    /// In the place of a condition that is left open.
    package let open: TokenID
    /// In the place of a bar to be filled in later.
    package let gap: TokenID
    /// Where the filling in begins.
    package let fill: TokenID

    package init(vocabularySize: Int) {
        let first = TokenID(vocabularySize)
        (start, open, gap, fill) = (first, first + 1, first + 2, first + 3)
    }

    package static let count = 4
}
