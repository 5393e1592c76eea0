public import MuseMusic

/// The demands on a tune to be generated, in terms of music rather than tokens: the union of a recipe's constraints and
/// conditions.
///
/// A tokenizer builds its grammar from the plan, so that the look-ahead covers grammar and constraints together.
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

        /// The name of this demand in messages about others, such as `constraints[0] (jig.yaml:12:5)`.
        package var origin: String { mark.map { "\(path) (\($0.place))" } ?? path }
    }

    public var meter: Demand<Meter>?
    public var key: Demand<Key>?
    /// The required values of control tokens.
    public var styles: [StyleToken.Kind: Demand<String>] = [:]
    /// The sections in order.
    public var sections: Demand<[Section]>?
    /// The number of written bars of the tune: the sum over its sections, without pickups and later endings.
    public var bars: Demand<ClosedRange<Int>>?
    /// The allowed MIDI note numbers.
    public var range: Demand<ClosedRange<Int>>?
    /// Sets of pitches, in all of which each note is: those of an instrument, and all but forbidden ones.
    public var pitchSets: [Demand<PitchSet>] = []
    /// The notes outside the key signature that are allowed, as fifths above the tonic: 6 for the raised fourth. Nil
    /// for all.
    public var chromatic: Demand<Set<Int>>?
    /// The kinds of marks to allow that are excluded by default.
    public var allowedMarks: Demand<Set<MarkKind>>?
    /// The degrees on which bars close.
    public var closes: [Demand<Close>] = []
    /// The rhythms and pitches of certain bars.
    public var notes: [Demand<BarNotes>] = []
    /// The maximum number of consecutive notes that may be equal to a passage of the corpus, in any key.
    public var maxOrder: Demand<Int>?
    /// Automata over token names, all of which a tune satisfies.
    public var automata: [Demand<NamedAutomaton>] = []
    /// The maximum number of tokens, including the end token.
    public var maxTokens: Demand<Int>?

    public init() {}

    public var rhythm: Demand<String>? {
        get { styles[.rhythm] }
        set { styles[.rhythm] = newValue }
    }

    /// Kinds of marks that are excluded by default, because models rarely place them sensibly.
    public enum MarkKind: String, SettingChoice, Sendable {
        /// Segno, coda, fine, D.C. and D.S.
        case navigation
        /// Hairpins and long trills, which have separate start and end marks.
        case spans
        /// Chord symbols that name no common chord, or whose root or bass is far from the key.
        case unusualChords = "unusual_chords"
    }

    /// The degrees on which certain bars close: the last note of the bar is one of them, without an accidental.
    public struct Close: Hashable, Sendable {
        /// The numbers of written bars, from 1, without pickups and later endings; nil for the last bar of the tune.
        public var bars: Set<Int>?
        /// 1 (the tonic) to 7.
        public var degrees: Set<Int>

        public init(bars: Set<Int>?, degrees: Set<Int>) {
            self.bars = bars
            self.degrees = degrees
        }
    }

    /// The required form of a section.
    public struct Section: Hashable, Sendable {
        public enum Repeat: String, SettingChoice, Sendable {
            /// `|: … :|`
            case signs
            /// `|: … |1 … :|2 … |`
            case endings
            /// Either of these.
            case either
            /// Not repeated.
            case none
        }

        /// The number of written bars up to the end of the first ending.
        public var bars: Int
        public var repeats: Repeat
        /// One letter for each phrase; empty if phrases are free. All phrases of the section have the same length. A
        /// letter that occurred before, in this section or an earlier one, repeats the music of that phrase.
        public var phrases: [Character]
        /// The share of the notes of each bar of a recurring phrase that may have other pitches than in its first
        /// occurrence, 0 to 1.
        public var variation: Double

        public init(bars: Int, repeats: Repeat, phrases: [Character] = [], variation: Double = 0) {
            self.bars = bars
            self.repeats = repeats
            self.phrases = phrases
            self.variation = variation
        }
    }
}

/// Why a plan cannot be satisfied. Thrown before any work starts.
public struct PlanError: Error, Equatable, Sendable {
    public let message: String
    public let path: String
    public let mark: SourceMark?

    /// Creates an error that by default concerns the whole tune instead of one place in the recipe.
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
