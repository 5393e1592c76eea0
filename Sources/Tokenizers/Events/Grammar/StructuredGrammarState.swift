import MuseProtocols

/// A shift of time before each note, 0 for notes at one time.
struct StructuredGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private var note = NotePhase()
    private var isShifted = false
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
        if 1 + NotePhase.length(grammar) + 1 <= tokensLeft { grammar.allow(.timeShift, &mask) }
        if note.hasNotes { mask[Int(EventVocabulary.end)] = true }
    }

    mutating func read(_ type: EventType, _ index: Int) {
        if type == .timeShift {
            isShifted = true
            if index > 0 { note.newTime() }
        } else {
            isShifted = false
            _ = note.advance(type, index, grammar)
        }
    }
}
