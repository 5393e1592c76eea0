/// What a tokenizer tells about its tokens to models that can use more than their numbers.
public protocol TokenReading: Sendable {
    /// What sequences of these tokens can serve: `conditions` where some state them, `fill` where bars can be left open,
    /// `styleMix` where some are control tokens. The component's schema lists what they can serve at most.
    var capabilities: Set<Capability> { get }

    /// Whether a token says what a tune is to be (its rhythm, meter, key, form) and not how it goes. A number
    /// outside the vocabulary does not.
    func isCondition(_ token: TokenID) -> Bool

    /// The contents of a sequence's bars, bar lines left out: ranges that could be left open to be filled in later. In
    /// order, without overlap, each followed by at least one token.
    func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>]

    /// Tokens after which another bar begins; empty where none says so.
    var barEnds: Set<TokenID> { get }

    /// Set to the start of a tune; nil where these tokens tell their places themselves.
    var clock: (any TokenClock)? { get }

    /// nil where these tokens are on no grid.
    var stepGrid: (any StepGrid)? { get }
}

extension TokenReading {
    public var capabilities: Set<Capability> { [] }
    public func isCondition(_ token: TokenID) -> Bool { false }
    public func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>] { [] }
    public var barEnds: Set<TokenID> { [] }
    public var clock: (any TokenClock)? { nil }
    public var stepGrid: (any StepGrid)? { nil }
}

/// Where in the bar and in the form the next token stands: what a reader counts along with a tune. A value: a copy goes
/// its own way.
public protocol TokenClock: Sendable {
    /// How many positions each hand has.
    static var sizes: [Int] { get }

    /// What a hand shows, from 0.
    subscript(hand: Int) -> Int { get }

    /// Goes on with a token. Takes any sequence.
    mutating func advance(_ token: TokenID)

    /// Goes to the start of a bar that stands by itself.
    mutating func startBar()
}
