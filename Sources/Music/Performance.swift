/// What is known about a score whose times are those of a performance, such as a MIDI file, instead of notation.
///
/// The notes of such a score are exact. Meters and keys that the file does not state are defaults; `notated()` in
/// MuseNotation estimates them, and quantises the notes.
public struct Performance: Hashable, Sendable {
    /// Whether the source states a meter.
    public var statesMeter: Bool
    /// Whether the source states a key.
    public var statesKey: Bool
    /// Whether the source states the tempo at its start.
    public var statesTempo: Bool
    public var notation: NotationSettings

    public init(
        statesMeter: Bool = false, statesKey: Bool = false, statesTempo: Bool = true,
        notation: NotationSettings = NotationSettings()
    ) {
        self.statesMeter = statesMeter
        self.statesKey = statesKey
        self.statesTempo = statesTempo
        self.notation = notation
    }
}

/// Values that override the estimates of `notated()`; nil for those to be estimated.
public struct NotationSettings: Hashable, Sendable {
    public var meter: Meter?
    public var key: Key?
    /// The length of the incomplete first bar; 0 for none.
    public var pickup: NoteFraction?
    /// The shortest note: 1/16 for sixteenths, 1/12 for triplets of eighths.
    public var grid: NoteFraction?
    /// Whether music that is played twice is written once, with repeat signs.
    public var foldsRepeats: Bool

    public init(
        meter: Meter? = nil, key: Key? = nil, pickup: NoteFraction? = nil, grid: NoteFraction? = nil,
        foldsRepeats: Bool = false
    ) {
        self.meter = meter
        self.key = key
        self.pickup = pickup
        self.grid = grid
        self.foldsRepeats = foldsRepeats
    }
}

extension Score {
    /// Sets the values that override the notation of a performance; meter and key replace those of the source.
    ///
    /// - Precondition: the score is a performance.
    package mutating func setNotation(_ settings: NotationSettings) {
        precondition(performance != nil, "the score is not a performance")
        performance?.notation = settings
        if let meter = settings.meter {
            meters = [Timed(0, meter)]
            performance?.statesMeter = true
        }
        if let key = settings.key {
            keys = [Timed(0, key)]
            performance?.statesKey = true
        }
    }
}

/// A MIDI message of a part that is not a note. Data bytes are 0 to 127.
///
/// Source: MIDI 1.0 Detailed Specification, 4.2, table II.
public enum Control: Hashable, Sendable {
    case program(UInt8)
    case controller(UInt8, UInt8)
    /// 0 to 16 383; 8 192 is the centre.
    case bend(UInt16)
    case pressure(UInt8)
    /// Pressure on one key.
    case keyPressure(UInt8, UInt8)
}
