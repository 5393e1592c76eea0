import MuseProtocols

/// A way to write music as tokens.
protocol EventScheme: Sendable {
    static var schema: Schema { get }
    var options: EventOptions { get }
    var tokens: EventVocabulary { get }
    var preprocessor: EventPreprocessor { get }

    /// The sequences of a piece without their ends: one, or one for each track.
    ///
    /// - Throws: `TokenizationError` if the scheme cannot represent the piece.
    func sequences(of music: inout EventMusic) throws -> [[TokenID]]

    /// The ticks per quarter note of decoded music.
    var decodedTicksPerQuarter: Int { get }

    /// The length of the time value of a duration token, in ticks of decoded music.
    func length(ofDuration index: Int, _ table: TickTable) -> Int

    /// Reads a sequence, from which tokens that are invalid at their position are ignored.
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader)

    /// Reads all sequences of a piece.
    func decode(_ sequences: [ArraySlice<TokenID>]) -> DecodedMusic

    /// Whether tokens state where bars begin.
    var hasBars: Bool { get }

    /// The beats of a sequence; nil if tokens do not state them.
    var beats: (any BeatTracker)? { get }

    /// Checks that tunes can be sampled with these settings.
    ///
    /// - Throws: `PlanError`.
    func checkGrammar() throws

    /// The state of the grammar before the first token.
    func startState(_ grammar: EventGrammar) -> any EventGrammarState
}

extension EventScheme {
    var name: String { Self.schema.name }
    var hasBars: Bool { tokens.has(.bar) }
    var beats: (any BeatTracker)? { nil }

    func checkGrammar() throws {
        try options.requireGrammar(name)
        try options.requireEvenResolutions(name)
    }

    var decodedTicksPerQuarter: Int { options.decodedTicksPerQuarter }

    func length(ofDuration index: Int, _ table: TickTable) -> Int { table.ticks[index] }

    func decode(_ sequences: [ArraySlice<TokenID>]) -> DecodedMusic {
        var music = DecodedMusic(options, ticksPerQuarter: decodedTicksPerQuarter)
        for (index, sequence) in sequences.enumerated() {
            var reader = SequenceReader(self, music, isFirst: index == 0)
            read(sequence, with: &reader)
            music = reader.finish()
        }
        return music
    }
}

/// The position in the bars of a sequence.
struct BarClock {
    private(set) var meter: MeterTicks
    /// The number of the bar, from 0; -1 before the first.
    var bar = -1
    /// Its first tick.
    var barStart = 0
    private var barOfChange = 0
    private var tickOfChange = 0
    private let ticksPerQuarter: Int
    private let positionsPerBeat: Int

    init(_ first: EventOptions.MeterOption, ticksPerQuarter: Int, positionsPerBeat: Int) {
        self.ticksPerQuarter = ticksPerQuarter
        self.positionsPerBeat = positionsPerBeat
        meter = MeterTicks(first, ticksPerQuarter: ticksPerQuarter, positionsPerBeat: positionsPerBeat)
    }

    /// The number of the bar of a time.
    @inline(__always)
    func bar(at time: Int) -> Int { barOfChange + (time - tickOfChange) / meter.bar }

    /// The first tick of a bar that is not before the last change of meter.
    @inline(__always)
    func start(of bar: Int) -> Int { tickOfChange + (bar - barOfChange) * meter.bar }

    /// Moves to the bar of a time.
    @inline(__always)
    mutating func move(to bar: Int) {
        self.bar = bar
        barStart = start(of: bar)
    }

    mutating func change(to meter: EventOptions.MeterOption, at time: Int) {
        barOfChange += (time - tickOfChange) / self.meter.bar
        tickOfChange = time
        self.meter = MeterTicks(meter, ticksPerQuarter: ticksPerQuarter, positionsPerBeat: positionsPerBeat)
    }
}
