import MuseProtocols

/// A way to write music as tokens.
protocol EventScheme: Sendable {
    var options: EventOptions { get }
    var tokens: EventVocabulary { get }
    var preprocessor: EventPreprocessor { get }

    /// The sequences of a piece without their ends: one, or one for each track.
    ///
    /// - Throws: `TokenizationError` if the scheme cannot represent the piece.
    func sequences(of music: inout EventMusic) throws -> [[TokenID]]
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
