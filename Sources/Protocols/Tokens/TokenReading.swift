/// What models can learn of a tokenizer's tokens beyond their numbers.
public protocol TokenReading: Sendable {
    /// Whether a token states a condition (rhythm, meter, key, form) rather than music. False outside the vocabulary.
    func isCondition(_ token: TokenID) -> Bool

    /// The contents of a sequence's bars, bar lines left out: ranges that could be left open to be filled in later. In
    /// order, without overlap, each followed by at least one token.
    func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>]

    /// Tokens after which another bar begins; empty where no token marks bars.
    var barEnds: Set<TokenID> { get }

    /// At the start of a tune; nil where the tokens themselves hold their positions.
    var clock: (any TokenClock)? { get }

    /// nil where these tokens are on no grid.
    var stepGrid: (any StepGrid)? { get }
}

extension TokenReading {
    public func isCondition(_ token: TokenID) -> Bool { false }
    public func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>] { [] }
    public var barEnds: Set<TokenID> { [] }
    public var clock: (any TokenClock)? { nil }
    public var stepGrid: (any StepGrid)? { nil }
}

/// Where in the bar and in the form the next token stands: what a reader counts along with a tune. A value: a copy goes
/// its own way.
public protocol TokenClock: Sendable {
    /// The number of values of each feature.
    static var sizes: [Int] { get }

    /// The value of a feature, from 0.
    subscript(feature: Int) -> Int { get }

    /// Goes on with a token. Takes any sequence.
    mutating func advance(_ token: TokenID)

    /// Goes to the start of a bar that stands by itself.
    mutating func startBar()
}
