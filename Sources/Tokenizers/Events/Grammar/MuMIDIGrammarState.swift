import MuseProtocols

/// Bars, positions, programs and notes, each followed by its bar, its position and the tempo.
struct MuMIDIGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private let maxBars: Int
    private var last = Last.start
    /// The types of tokens that complete the word.
    private var rest: [EventType] = []
    private var bar = -1
    private var position = -1
    private var program: Int?
    private var tempo: Int?
    /// Whether the tempo can change in this word: in the first one after a note.
    private var canChangeTempo = true
    private var hasNotes = false
    var isEnded = false

    private enum Last: Hashable { case start, bar, position, program, note }

    init(_ grammar: EventGrammar, maxBars: Int) {
        self.grammar = grammar
        self.maxBars = min(maxBars, grammar.demands.bars?.upperBound ?? maxBars)
    }

    private var tempoLength: Int { grammar.options.tempos == nil ? 0 : 1 }
    private var wordLength: Int { 3 + tempoLength }
    private var noteLength: Int { wordLength + (grammar.options.velocities.isEmpty ? 0 : 1) + 1 }
    private var missingBars: Int { grammar.demands.missing(after: bar + 1) }
    /// The least number of tokens of a position, its program and a note, and what follows them.
    private func toEvent(_ bar: Int) -> Int {
        grammar.demands.missing(after: bar + 1) * wordLength + 2 * wordLength + noteLength + 1
    }
    private var afterNote: Int { missingBars == 0 ? 1 : toEvent(bar) }

    var leastTokens: Int {
        let after =
            switch last {
            case .start: wordLength + toEvent(0)
            case .bar: toEvent(bar)
            case .position: wordLength + noteLength + afterNote
            case .program: noteLength + afterNote
            case .note: afterNote
            }
        return rest.count + after
    }

    func allow(_ mask: inout [Bool], _ tokensLeft: Int) {
        if let next = rest.first { return allowPlace(next, &mask) }
        if last == .note, missingBars == 0 { mask[Int(EventVocabulary.end)] = true }
        if last == .start || last == .bar || last == .note {
            if bar + 1 < maxBars, wordLength + toEvent(bar + 1) <= tokensLeft { grammar.allow(.bar, 0, &mask) }
            if last != .start, 2 * wordLength + noteLength + afterNote <= tokensLeft {
                for place in (position + 1)..<max(position + 1, grammar.positions(nil)) {
                    grammar.allow(.position, place, &mask)
                }
            }
        }
        if last == .position || last == .note, wordLength + noteLength + afterNote <= tokensLeft {
            for (index, next) in (grammar.options.programs ?? []).enumerated()
            where program.map({ next > $0 }) ?? true && (next == -1 ? grammar.hasDrums : grammar.hasPitched) {
                grammar.allow(.program, index, &mask)
            }
        }
        if last == .program || last == .note, noteLength + afterNote <= tokensLeft {
            if program == -1 { grammar.allowDrums(&mask) } else { grammar.allowPitches(&mask) }
        }
    }

    private func allowPlace(_ type: EventType, _ mask: inout [Bool]) {
        switch type {
        case .barPlace: grammar.allow(.barPlace, bar, &mask)
        case .positionPlace: grammar.allow(.positionPlace, position, &mask)
        case .tempo:
            if !canChangeTempo, let tempo { grammar.allow(.tempo, tempo, &mask) } else { grammar.allow(.tempo, &mask) }
        default: grammar.allow(type, &mask)
        }
    }

    mutating func read(_ type: EventType, _ index: Int) {
        let wasNote = last == .note || last == .start
        switch type {
        case .bar:
            bar += 1
            (position, program, last) = (-1, nil, .bar)
            begin([.noPositionPlace], canChangeTempo: wasNote)
        case .position:
            (position, program, last) = (index, nil, .position)
            begin([.positionPlace], canChangeTempo: wasNote)
        case .program:
            (program, last) = (grammar.options.programs?[index], .program)
            begin([.positionPlace], canChangeTempo: false)
        case .pitch, .pitchDrum:
            (last, hasNotes) = (.note, true)
            begin([.positionPlace], canChangeTempo: false)
            rest += (grammar.options.velocities.isEmpty ? [] : [.velocity]) + [.duration]
        default:
            if type == .tempo { tempo = index }
            if rest.first == type { rest.removeFirst() }
        }
    }

    private mutating func begin(_ place: [EventType], canChangeTempo: Bool) {
        rest = [.barPlace] + place + (grammar.options.tempos == nil ? [] : [.tempo])
        self.canChangeTempo = canChangeTempo
    }
}
