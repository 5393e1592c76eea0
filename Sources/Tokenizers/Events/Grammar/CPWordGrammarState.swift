import MuseProtocols

/// Words of bars, positions and notes, token by token. A position has notes or states a tempo.
struct CPWordGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private let slots: CPWordSlots
    private var slot = 0
    private var word = Word.bar
    private var last: Word?
    private var note = NotePhase()
    private var bar = -1
    private var position = -1
    private var meter: Int?
    private var tempo: Int?
    /// Whether the tempo of the last position is an event of its own.
    private var hasNewTempo = false
    var isEnded = false

    private enum Word: Hashable { case metric, bar, position, note }

    init(_ grammar: EventGrammar, _ slots: CPWordSlots) {
        self.grammar = grammar
        self.slots = slots
    }

    private var needsTempo: Bool { slots.tempo >= 0 && tempo == nil }
    private var size: Int { slots.count }
    private var missingBars: Int { grammar.demands.missing(after: bar + 1) }
    /// The least number of words after a note in this bar.
    private var wordsAfterNote: Int { missingBars == 0 ? 0 : missingBars + 2 }
    /// The least number of words after a bar, with the bars begun.
    private func wordsAfterBar(_ bar: Int) -> Int { grammar.demands.missing(after: bar + 1) + 2 }

    /// The least number of words after the word that is being written, or that was written last.
    private var words: Int {
        switch slot == 0 ? last : word {
        case nil: 1 + wordsAfterBar(0)
        case .metric: slot > 0 && canPosition ? 1 + wordsAfterNote : wordsAfterBar(bar + 1)
        case .bar: wordsAfterBar(bar)
        case .position: 1 + wordsAfterNote
        case .note: wordsAfterNote
        }
    }

    var leastTokens: Int { (slot == 0 ? 0 : size - slot) + words * size + 1 }

    private var canPosition: Bool {
        switch last {
        case nil: false
        case .position: hasNewTempo && position + 1 < grammar.positions(meter)
        case .bar, .note, .metric: position + 1 < (needsTempo ? 1 : grammar.positions(meter))
        }
    }

    private var canBar: Bool {
        guard grammar.demands.mayBegin(after: bar + 1) else { return false }
        return switch last {
        case nil: true
        case .bar: !needsTempo
        case .position: hasNewTempo
        case .note, .metric: true
        }
    }

    private func fits(_ words: Int, _ tokensLeft: Int) -> Bool { words * size + 1 <= tokensLeft + slot }

    func allow(_ mask: inout [Bool], _ tokensLeft: Int) {
        let tokens = grammar.tokens
        let bars = canBar && fits(1 + wordsAfterBar(bar + 1), tokensLeft)
        let positions = canPosition && fits(2 + wordsAfterNote, tokensLeft)
        func ignore() { mask[Int(tokens.id(.ignore))] = true }
        switch slot {
        case 0:
            if bars || positions { mask[Int(tokens.id(.familyMetric))] = true }
            let follows = last == .position || last == .note
            if follows, fits(1 + wordsAfterNote, tokensLeft) { mask[Int(tokens.id(.familyNote))] = true }
            let isEvent = last == .note || last == .position && hasNewTempo
            if isEvent, note.hasNotes, missingBars == 0 { mask[Int(EventVocabulary.end)] = true }
        case slots.bar:
            if word == .note { return ignore() }
            if bars { mask[Int(tokens.id(.bar))] = true }
            if positions {
                let end = needsTempo ? 1 : grammar.positions(meter)
                for place in (position + 1)..<end { grammar.allow(.position, place, &mask) }
            }
        case slots.pitch where word == .note:
            if note.isDrums != true, grammar.hasPitched { grammar.allowPitches(&mask) }
            let isFirst = (note.program ?? -1) == -1
            if note.isDrums != false, isFirst, grammar.hasDrums, tokens.has(.pitchDrum) { grammar.allowDrums(&mask) }
        case slots.velocity where word == .note: grammar.allow(.velocity, &mask)
        case slots.duration where word == .note: grammar.allow(.duration, &mask)
        case slots.program where word == .note: allowPrograms(&mask)
        case slots.tempo where word == .position: grammar.allow(.tempo, &mask)
        case slots.meter where word == .bar: grammar.allowMeters(&mask)
        default: ignore()
        }
    }

    private func allowPrograms(_ mask: inout [Bool]) {
        let least = note.program ?? -1
        for (index, program) in (grammar.options.programs ?? []).enumerated() where program >= least {
            let isDrums = program == -1
            let fits = grammar.tokens.has(.pitchDrum) ? isDrums == note.noteIsDrums : !isDrums || grammar.hasDrums
            if fits { grammar.allow(.program, index, &mask) }
        }
    }

    mutating func read(_ type: EventType, _ index: Int) {
        switch type {
        case .familyMetric: word = .metric
        case .familyNote: word = .note
        case .bar:
            word = .bar
            bar += 1
            position = -1
            note.newTime()
        case .position:
            word = .position
            position = index
            note.newTime()
        case .meter: meter = index
        case .tempo:
            hasNewTempo = index != tempo || !grammar.options.dropsEqualTempos
            tempo = index
        case .program: note.setProgram(grammar.options.programs?[index] ?? 0)
        case .pitch, .pitchDrum, .velocity, .duration: note.advanceInWord(type, index, grammar)
        default: break
        }
        slot += 1
        if slot == size {
            slot = 0
            last = word
            if word == .position, slots.tempo < 0 { hasNewTempo = false }
        }
    }
}
