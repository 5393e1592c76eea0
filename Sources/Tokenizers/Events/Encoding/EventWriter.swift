import MuseProtocols

/// Writes the tokens of events, with their programs.
struct EventWriter {
    private(set) var tokens: [TokenID] = []
    private let vocabulary: EventVocabulary
    private let options: EventOptions
    /// The token of each program, at the program plus 1; nil if tokens state no programs.
    private let programTokens: [TokenID]?
    private var program: Int16?

    init(_ vocabulary: EventVocabulary, _ options: EventOptions, capacity: Int) {
        self.vocabulary = vocabulary
        self.options = options
        programTokens = options.programs.map { programs in
            var tokens = [TokenID](repeating: -1, count: 129)
            for (index, program) in programs.enumerated() { tokens[program + 1] = vocabulary.id(.program, index) }
            return tokens
        }
        tokens.reserveCapacity(capacity)
    }

    @inline(__always)
    mutating func append(_ token: TokenID) { tokens.append(token) }

    mutating func append(_ type: EventType, _ index: Int = 0) { tokens.append(vocabulary.id(type, index)) }

    /// Writes the program of a sequence that has only one.
    mutating func openTrack(_ program: Int?) {
        guard options.statesProgramChanges, !options.isOneStream, let program, let programTokens else { return }
        tokens.append(programTokens[program + 1])
    }

    @inline(__always)
    mutating func append(_ event: SequenceEvent) {
        if let program = programToken(before: event) { tokens.append(program) }
        tokens.append(event.token)
        if event.velocity >= 0 { tokens.append(event.velocity) }
        if event.duration >= 0 { tokens.append(event.duration) }
    }

    /// The program token that precedes an event, which has to be written; nil if there is none.
    @inline(__always)
    mutating func programToken(before event: SequenceEvent) -> TokenID? {
        guard let programTokens else { return nil }
        if options.statesProgramChanges {
            guard options.isOneStream, event.program != program, options.changesProgram(event.kind) else { return nil }
            program = event.program
        } else if !event.kind.hasProgram {
            return nil
        }
        return programTokens[Int(event.program) + 1]
    }
}

extension SequenceEvent.Kind {
    /// Whether a program token precedes events of this kind.
    var hasProgram: Bool {
        switch self {
        case .note, .noteOff, .bend, .chord: true
        case .meter, .tempo, .key, .pedal, .pedalOff: false
        }
    }
}

extension EventOptions {
    /// Whether a program token precedes events of this kind after those of another program. In MidiTok a key counts as
    /// an event of program 0.
    func changesProgram(_ kind: SequenceEvent.Kind) -> Bool { kind.hasProgram || kind == .key && isCompatible }
}
