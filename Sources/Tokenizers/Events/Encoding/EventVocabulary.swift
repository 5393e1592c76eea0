import MuseProtocols

/// The types of event tokens; a token is its type and an index into the values of the type.
enum EventType: UInt8, CaseIterable, Sendable {
    case special, bar, barEnd, pitch, noteOn, noteOff, pitchDrum, drumOn, drumOff, velocity, duration, timeShift
    case position, microTiming, intervalTime, intervalChord, chord, rest, tempo, program, meter, key, pedal, pedalOff
    case bend, familyMetric, familyNote, ignore, barPlace, positionPlace, noPositionPlace
}

/// The vocabulary of a token scheme: ranges of tokens of one type.
///
/// Names and order are those of MidiTok, which gives each part of a compound token a vocabulary of its own; here all
/// parts share one, without repetitions.
struct EventVocabulary: Sendable {
    private(set) var names: [String] = []
    private var types: [EventType] = []
    private var first = [TokenID](repeating: -1, count: EventType.allCases.count)
    private var counts = [Int](repeating: 0, count: EventType.allCases.count)

    /// Starts a sequence; between the sequences of several tracks.
    static let begin: TokenID = 1
    static let end: TokenID = 2

    init() { add(.special, ["PAD_None", "BOS_None", "EOS_None", "MASK_None"]) }

    /// Adds the tokens of a type, unless the vocabulary has them.
    mutating func add(_ type: EventType, _ names: [String]) {
        guard !has(type) else { return }
        first[Int(type.rawValue)] = TokenID(types.count)
        counts[Int(type.rawValue)] = names.count
        self.names += names
        types += [EventType](repeating: type, count: names.count)
    }

    mutating func add(_ type: EventType, _ name: String, _ values: some Sequence<some CustomStringConvertible>) {
        add(type, values.map { "\(name)_\($0)" })
    }

    func has(_ type: EventType) -> Bool { first[Int(type.rawValue)] >= 0 }
    func count(of type: EventType) -> Int { counts[Int(type.rawValue)] }
    var count: Int { types.count }

    /// The token of a value.
    ///
    /// - Precondition: the type has that many values.
    @inline(__always)
    func id(_ type: EventType, _ index: Int = 0) -> TokenID {
        first[Int(type.rawValue)] + TokenID(truncatingIfNeeded: index)
    }

    /// The tokens of a type.
    func range(_ type: EventType) -> Range<Int> {
        let start = max(0, Int(first[Int(type.rawValue)]))
        return start..<(start + counts[Int(type.rawValue)])
    }

    /// The type and index of a token; nil for numbers outside the vocabulary.
    @inline(__always)
    subscript(id: TokenID) -> (type: EventType, index: Int)? {
        guard id >= 0, id < types.count else { return nil }
        let type = types[Int(id)]
        return (type, Int(id - first[Int(type.rawValue)]))
    }
}

extension EventVocabulary {
    /// Adds the tokens of notes: pitches, or starts and ends of notes, velocities and durations.
    ///
    /// - Parameter hasEnds: whether notes end by a token of their own instead of having a duration.
    mutating func addNotes(_ options: EventOptions, _ durations: [String], hasEnds: Bool = false) {
        if hasEnds {
            add(.noteOn, "NoteOn", options.pitches)
            add(.noteOff, "NoteOff", options.pitches)
        } else {
            add(.pitch, "Pitch", options.pitches)
        }
        if !options.velocities.isEmpty { add(.velocity, "Velocity", options.velocities) }
        if !hasEnds || options.pedalDurations { add(.duration, "Duration", durations) }
    }

    /// Adds the tokens that are not notes, bars and times.
    mutating func addOthers(_ options: EventOptions, hasEnds: Bool = false) {
        if let most = options.maxInterval {
            add(.intervalTime, "PitchIntervalTime", -most...most)
            add(.intervalChord, "PitchIntervalChord", -most...most)
        }
        if options.usesDrumPitches {
            if hasEnds {
                add(.drumOn, "DrumOn", options.drumPitches)
                add(.drumOff, "DrumOff", options.drumPitches)
            } else {
                add(.pitchDrum, "PitchDrum", options.drumPitches)
            }
        }
        if options.usesChords { add(.chord, "Chord", ChordNames(options).names) }
        if let rests = options.restRes { add(.rest, "Rest", TimeValues(rests).names) }
        if let tempos = options.tempos { add(.tempo, "Tempo", tempos) }
        if let programs = options.programs { add(.program, "Program", programs) }
        if let meters = options.meters { add(.meter, "TimeSig", meters.map(\.name)) }
        if options.usesKeys {
            add(.key, "KeySig", (-7...7).flatMap { ["\($0):0", "\($0):1"] })
        }
        if options.usesPedals {
            let programs = options.programs ?? [0]
            add(.pedal, "Pedal", programs)
            if !options.pedalDurations { add(.pedalOff, "PedalOff", programs) }
        }
        if let bends = options.bends { add(.bend, "PitchBend", bends) }
    }
}
