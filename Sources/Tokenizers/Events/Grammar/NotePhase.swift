import MuseProtocols

/// The tokens of one note after another, in tunes of one sequence: `Program Pitch Velocity Duration` or a part of it.
///
/// At one time, programs come in ascending order, drums first. Without programs, the notes of a tune are either all of
/// drums or none.
struct NotePhase: Hashable {
    /// The type of the next token of a note that has begun; nil if none has.
    private(set) var next: Next?
    /// The program of the last note at this time, -1 for drums; nil if there is none.
    private(set) var program: Int?
    /// Whether the notes of a tune without programs are of drums; nil before the first note.
    private(set) var isDrums: Bool?
    private(set) var hasNotes = false
    /// Whether the note that has begun is of drums.
    private(set) var noteIsDrums = false
    /// The pitch of the last note.
    private(set) var pitch = 0

    enum Next: Hashable { case pitch, microTiming, velocity, duration }

    /// The number of tokens of a note.
    static func length(_ grammar: EventGrammar) -> Int {
        (grammar.options.programs == nil ? 0 : 1) + 1 + rest(after: .pitch, grammar)
    }

    /// The number of tokens of a note after one of them.
    private static func rest(after token: Next, _ grammar: EventGrammar) -> Int {
        let velocity = grammar.options.velocities.isEmpty ? 0 : 1
        let duration = grammar.hasEnds ? 0 : 1
        let micro = grammar.tokens.has(.microTiming) ? 1 : 0
        return switch token {
        case .pitch: micro + velocity + duration
        case .microTiming: velocity + duration
        case .velocity: duration
        case .duration: 0
        }
    }

    /// The number of tokens that complete the note that has begun.
    func missing(_ grammar: EventGrammar) -> Int {
        guard let next else { return 0 }
        return 1 + Self.rest(after: next, grammar)
    }

    /// Allows the first token of a note; its program is at least that of the last note at this time.
    func allowStart(_ mask: inout [Bool], _ grammar: EventGrammar, from least: Int? = nil) {
        guard let programs = grammar.options.programs else { return allowPitches(&mask, grammar) }
        let least = max(least ?? -1, program ?? -1)
        for (index, program) in programs.enumerated() where program >= least {
            if program == -1 ? grammar.hasDrums : grammar.hasPitched {
                mask[Int(grammar.tokens.id(.program, index))] = true
            }
        }
    }

    private func allowPitches(_ mask: inout [Bool], _ grammar: EventGrammar) {
        let drums = grammar.options.programs == nil ? isDrums : noteIsDrums
        if drums != true { grammar.allowPitches(&mask) }
        if drums != false { grammar.allowDrums(&mask) }
    }

    /// Allows the next token of the note that has begun, except a distance from the grid.
    func allowNext(_ mask: inout [Bool], _ grammar: EventGrammar) {
        switch next {
        case .pitch: allowPitches(&mask, grammar)
        case .velocity: grammar.allow(.velocity, &mask)
        case .duration: grammar.allow(.duration, &mask)
        case .microTiming, nil: break
        }
    }

    /// Reads a token of a note; returns whether it completes the note, or nil if it is none.
    mutating func advance(_ type: EventType, _ index: Int, _ grammar: EventGrammar) -> Bool? {
        switch type {
        case .program:
            program = grammar.options.programs?[index]
            noteIsDrums = program == -1
            next = .pitch
        case .pitch, .noteOn, .pitchDrum, .drumOn:
            let isDrumToken = type == .pitchDrum || type == .drumOn
            if grammar.options.programs == nil {
                noteIsDrums = isDrumToken
                // Without tokens of their own, drums are not told from other notes.
                isDrums = isDrumToken
            }
            pitch = index + (isDrumToken ? grammar.options.drumPitches : grammar.options.pitches).lowerBound
            next = grammar.tokens.has(.microTiming) ? .microTiming : afterMicroTiming(grammar)
        case .microTiming: next = afterMicroTiming(grammar)
        case .velocity: next = grammar.hasEnds ? nil : .duration
        case .duration: next = nil
        default: return nil
        }
        if next == nil { hasNotes = true }
        return next == nil
    }

    private func afterMicroTiming(_ grammar: EventGrammar) -> Next? {
        grammar.options.velocities.isEmpty ? (grammar.hasEnds ? nil : .duration) : .velocity
    }

    /// Moves to another time.
    mutating func newTime() { program = nil }

    mutating func setProgram(_ program: Int) {
        self.program = program
    }

    /// Reads the pitch of a note in a compound word.
    mutating func beginInWord(_ type: EventType, _ index: Int, _ grammar: EventGrammar) {
        noteIsDrums = type == .pitchDrum
        if grammar.options.programs == nil { isDrums = noteIsDrums }
    }

    /// Counts a note that a compound word completes.
    mutating func completeInWord() { hasNotes = true }

    /// Reads a token of a note in a compound word, where every slot has its own place.
    mutating func advanceInWord(_ type: EventType, _ index: Int, _ grammar: EventGrammar) {
        if type == .pitch || type == .pitchDrum { beginInWord(type, index, grammar) }
        hasNotes = true
    }

    /// Forgets the note that has begun, of which only the program is known.
    mutating func cancel() { next = nil }
}
