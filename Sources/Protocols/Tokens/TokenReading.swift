/// What models may know about tokens beyond their numbers.
public protocol TokenReading: Sendable {
    /// What sequences of these tokens can serve: `conditions` where some state them, `fill` where bars can be left
    /// open, `styleMix` where some are control tokens. The component's schema lists what they can serve at most.
    var capabilities: Set<Capability> { get }

    /// Whether a token states a condition: rhythm, meter, key or form. False for numbers outside the vocabulary.
    func isCondition(_ token: TokenID) -> Bool

    /// The contents of a sequence's bars without bar lines: ranges that can be left open for infilling. In order,
    /// without overlap, each followed by at least one token.
    func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>]

    /// Tokens that end a bar; empty where bars are not marked.
    var barEnds: Set<TokenID> { get }

    /// A clock at the start of a tune; nil where tokens state bars and beats themselves.
    var clock: (any TokenClock)? { get }

    /// nil for tokens that are not on a grid.
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

/// Clock features of the next token: its position in the bar and in the form. A value: copies are independent.
public protocol TokenClock: Sendable {
    /// Number of values of each feature.
    static var sizes: [Int] { get }

    /// The value of a feature, from 0.
    subscript(feature: Int) -> Int { get }

    /// Advances by a token. Takes any sequence.
    mutating func advance(_ token: TokenID)

    /// Moves to the start of a bar outside the sequence, as fillings are.
    mutating func startBar()
}
