public import MuseMusic

/// The demands on a tune to be generated, in terms of music and not of tokens: the union of a recipe's constraints and
/// conditions. A tokenizer makes its grammar from it, so that one look-ahead covers grammar and constraints together.
public struct Plan: Sendable {
    /// A demand and its place in the recipe.
    public struct Demand<Value: Sendable>: Sendable {
        public var value: Value
        /// `constraints[1]`, `generate.condition.meter`.
        public var path: String
        public var mark: SourceMark?

        public init(_ value: Value, path: String, mark: SourceMark?) {
            self.value = value
            self.path = path
            self.mark = mark
        }
    }

    public var meter: Demand<Meter>?
    public var key: Demand<Key>?
    /// The values of control tokens.
    public var styles: [StyleToken.Kind: Demand<String>] = [:]
    /// Sections in order, each with its number of written bars.
    public var sections: Demand<[Section]>?
    /// Written bars of the whole tune, pickups and later endings not counted: the sum over the sections.
    public var bars: Demand<ClosedRange<Int>>?
    /// Lowest and highest MIDI number.
    public var range: Demand<ClosedRange<Int>>?
    /// Only notes of the key's signature.
    public var isDiatonic: Demand<Bool>?
    /// Tokens of a tune, its end included.
    public var maxTokens: Demand<Int>?

    public init() {}

    public var rhythm: Demand<String>? {
        get { styles[.rhythm] }
        set { styles[.rhythm] = newValue }
    }

    public struct Section: Hashable, Sendable {
        public enum Repeat: String, SettingChoice, Sendable {
            /// `|: … :|`
            case signs
            /// `|: … |1 … :|2 … |`
            case endings
            /// One of the two.
            case either
            /// Not repeated.
            case none
        }

        /// Bars as written up to the end of the first ending.
        public var bars: Int
        public var repeats: Repeat
        /// A letter for each phrase, all phrases of the section equally long; a letter that occurred before, in this
        /// section or an earlier one, asks for the same music again. Empty where phrases are free.
        public var phrases: [Character]

        public init(bars: Int, repeats: Repeat, phrases: [Character] = []) {
            self.bars = bars
            self.repeats = repeats
            self.phrases = phrases
        }
    }
}

/// Why a plan cannot be met; thrown before any work starts.
public struct PlanError: Error, Equatable, Sendable {
    public let message: String
    public let path: String
    public let mark: SourceMark?

    /// About the tune as a whole, with no single place in the recipe.
    public init(_ message: String, path: String = "", mark: SourceMark? = nil) {
        self.message = message
        self.path = path
        self.mark = mark
    }

    public init<V>(_ message: String, _ demand: Plan.Demand<V>) {
        self.message = message
        path = demand.path
        mark = demand.mark
    }
}
