/// The meaning of tokens, for models that need more than their numbers.
public protocol TokenReading: Sendable {
    /// The capabilities that these tokens support: `conditions` if some tokens state them, `fill` if bars can be left
    /// open, `styleMix` if there are control tokens. A subset of those in the component's schema.
    var capabilities: Set<Capability> { get }

    /// Whether a token states a condition: rhythm, meter, key or form. False for numbers outside the vocabulary.
    func isCondition(_ token: TokenID) -> Bool

    /// The ranges of a sequence's bars without their bar lines, which can be left open for infilling. In order,
    /// disjoint, each followed by at least one token.
    func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>]

    /// The tokens that end a bar; empty if bars are not marked.
    var barEnds: Set<TokenID> { get }

    /// A clock at the start of a tune; nil if the tokens state bars and beats themselves.
    var clock: (any TokenClock)? { get }

    /// The grid of the tokens; nil for tokens that are not on a grid.
    var stepGrid: (any StepGrid)? { get }

    /// Reads unfinished tunes as music; nil if the tokens are only numbers.
    var tuneReader: TuneReader? { get }
}

extension TokenReading {
    public var capabilities: Set<Capability> { [] }
    public func isCondition(_ token: TokenID) -> Bool { false }
    public func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>] { [] }
    public var barEnds: Set<TokenID> { [] }
    public var clock: (any TokenClock)? { nil }
    public var stepGrid: (any StepGrid)? { nil }
    public var tuneReader: TuneReader? { nil }
}

/// Clock features of the next token: its position in the bar and in the form. A value type: copies are independent.
public protocol TokenClock: Sendable {
    /// The number of values of each feature.
    static var sizes: [Int] { get }

    /// The value of a feature, from 0.
    subscript(feature: Int) -> Int { get }

    /// The bar of the next token, from 0; nil if the clock does not count bars. The length of the music before the last
    /// bar line in bars of its meter, rounded: a pickup of less than half a bar belongs to the bar after it.
    var bar: Int? { get }

    /// Advances by a token. Accepts any sequence.
    mutating func advance(_ token: TokenID)

    /// Moves to the start of a bar outside the sequence, such as a filling.
    mutating func startBar()
}

extension TokenClock {
    public var bar: Int? { nil }
}
