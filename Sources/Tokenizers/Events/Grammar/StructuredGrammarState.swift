import MuseProtocols

/// A shift of time before each note, 0 for notes at one time.
struct StructuredGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private var note = NotePhase()
    private var isShifted = false
    /// The time of the last note.
    private var ticks = 0
    var isEnded = false

    init(_ grammar: EventGrammar) { self.grammar = grammar }

    var leastTokens: Int {
        if note.next != nil { return note.missing(grammar) + 1 }
        if isShifted { return NotePhase.length(grammar) + 1 }
        return note.hasNotes ? 1 : 1 + NotePhase.length(grammar) + 1
    }

    func allow(_ mask: inout [Bool], _ tokensLeft: Int) {
        if note.next != nil { return note.allowNext(&mask, grammar) }
        if isShifted { return note.allowStart(&mask, grammar) }
        if 1 + NotePhase.length(grammar) + 1 <= tokensLeft {
            let table = table
            grammar.allow(.timeShift, 0, &mask)
            for index in table.ticks.indices where ticks + table.ticks[index] < end {
                grammar.allow(.timeShift, index + 1, &mask)
            }
        }
        if note.hasNotes { mask[Int(EventVocabulary.end)] = true }
    }

    private var table: TickTable { grammar.scheme.preprocessor.durations[grammar.scheme.decodedTicksPerQuarter] }

    /// The end of the last bar in 4/4 that is allowed.
    private var end: Int {
        grammar.demands.bars.map { Capped.product($0.upperBound, 4 * grammar.scheme.decodedTicksPerQuarter) } ?? .max
    }

    mutating func read(_ type: EventType, _ index: Int) {
        if type == .timeShift {
            isShifted = true
            if index > 0 {
                note.newTime()
                ticks += table.ticks[index - 1]
            }
        } else {
            isShifted = false
            _ = note.advance(type, index, grammar)
        }
    }
}
