/// Finds the beats of a sequence, token by token. A value type: copies are independent.
public protocol BeatTracker: Hashable, Sendable {
    /// Advances by a token. Accepts any sequence.
    ///
    /// - Returns: whether the token is the first one of a beat that begins, and of no note before.
    mutating func startsBeat(_ token: TokenID) -> Bool
}
