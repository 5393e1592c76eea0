import MuseProtocols

/// Notes in order of bar and position, and at one time of program, token by token.
struct OctupleGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private let slots: [EventType]
    private let maxBars: Int
    private var slot = 0
    private var note = NotePhase()
    private var bar = 0
    private var position = -1
    private var meter: Int?
    private var tempo: Int?
    // Of the note that is being written.
    private var nextPosition = 0
    private var nextBar = 0
    private var nextProgram: Int?
    private var nextTempo: Int?
    private var nextMeter: Int?
    var isEnded = false

    init(_ grammar: EventGrammar, _ slots: [EventType], maxBars: Int) {
        self.grammar = grammar
        self.slots = slots
        self.maxBars = min(maxBars, grammar.demands.bars?.upperBound ?? maxBars)
    }

    private var missingBars: Int { grammar.demands.missing(after: bar + 1) }

    var leastTokens: Int {
        guard slot > 0 else { return note.hasNotes && missingBars == 0 ? 1 : slots.count + 1 }
        let isLast = slot < 3 || grammar.demands.missing(after: nextBar + 1) == 0
        return slots.count - slot + 1 + (isLast ? 0 : slots.count)
    }

    private var isSameTime: Bool { note.hasNotes && nextBar == bar && nextPosition == position }
    /// Whether the note that is being written has to be after the last one: drums come first at a time.
    private var mustBeLater: Bool { note.hasNotes && note.noteIsDrums && (note.program ?? -1) > -1 }

    /// The number of positions of the longest meter that a new bar may have.
    private var mostPositions: Int {
        guard let meters = grammar.options.meters else { return grammar.positions(nil) }
        return meters.indices.filter { (grammar.demands.meter ?? $0) == $0 }.map { grammar.positions($0) }.max() ?? 0
    }

    /// Whether the note can be in the bar of the last one.
    private func canStay(at place: Int, isLater: Bool) -> Bool {
        note.hasNotes && place >= position + (isLater ? 1 : 0) && place < grammar.positions(meter)
    }

    /// Whether the note can be in a bar that no note is in.
    private func canMove(to place: Int) -> Bool { place < mostPositions && (!note.hasNotes || bar + 1 < maxBars) }

    func allow(_ mask: inout [Bool], _ tokensLeft: Int) {
        let tokens = grammar.tokens
        // Whether only one note fits, which has to be in the last bar that is demanded.
        let mustFinish = slots.count * 2 + 1 > tokensLeft + slot
        switch slots[slot] {
        case .pitch:
            if note.hasNotes, missingBars == 0 { mask[Int(EventVocabulary.end)] = true }
            guard slots.count + 1 <= tokensLeft else { return }
            if note.isDrums != true, grammar.hasPitched { grammar.allowPitches(&mask) }
            let isLater = (note.program ?? -1) > -1
            let hasTime = !isLater || canMove(to: 0) || canStay(at: position + 1, isLater: true)
            if note.isDrums != false, grammar.hasDrums, tokens.has(.pitchDrum), hasTime { grammar.allowDrums(&mask) }
        case .position:
            let mustMove = mustFinish && missingBars > 0
            for place in 0..<tokens.count(of: .position)
            where !mustMove && canStay(at: place, isLater: mustBeLater) || canMove(to: place) {
                grammar.allow(.position, place, &mask)
            }
        case .bar:
            let least = mustFinish ? grammar.demands.bars?.lowerBound ?? 1 : 1
            for next in bar..<maxBars where next + 1 >= least {
                let isPossible =
                    note.hasNotes && next == bar
                    ? canStay(at: nextPosition, isLater: mustBeLater) : nextPosition < mostPositions
                if isPossible { grammar.allow(.bar, next, &mask) }
            }
        case .program:
            let least = isSameTime ? note.program ?? -1 : -1
            for (index, program) in (grammar.options.programs ?? []).enumerated() where program >= least {
                let isDrums = program == -1
                let fits = tokens.has(.pitchDrum) ? isDrums == note.noteIsDrums : !isDrums || grammar.hasDrums
                if fits { grammar.allow(.program, index, &mask) }
            }
        case .tempo:
            if isSameTime, let tempo { grammar.allow(.tempo, tempo, &mask) } else { grammar.allow(.tempo, &mask) }
        case .meter:
            if note.hasNotes, nextBar == bar, let meter {
                grammar.allow(.meter, meter, &mask)
            } else {
                grammar.allowMeters(&mask) { nextPosition < grammar.positions($0) }
            }
        case let type: grammar.allow(type, &mask)
        }
    }

    mutating func read(_ type: EventType, _ index: Int) {
        switch type {
        case .position: nextPosition = index
        case .bar: nextBar = index
        case .program: nextProgram = grammar.options.programs?[index]
        case .tempo: nextTempo = index
        case .meter: nextMeter = index
        case .pitch, .pitchDrum: note.beginInWord(type, index, grammar)
        default: break
        }
        slot += 1
        guard slot == slots.count else { return }
        slot = 0
        (bar, position) = (nextBar, nextPosition)
        (tempo, meter) = (nextTempo, nextMeter)
        if let nextProgram { note.setProgram(nextProgram) }
        note.completeInWord()
    }
}
