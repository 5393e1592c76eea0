import MuseProtocols

/// Bars, positions in ascending order, and at each position a tempo and notes. The last bar has an event.
struct RemiGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private let maxBars: Int
    private let hasBarNumbers: Bool
    private var note = NotePhase()
    private var bar = -1
    private var position = -1
    private var meter: Int?
    private var tempo: Int?
    private var last = Last.start
    var isEnded = false

    private enum Last: Hashable { case start, bar, meter, position, tempo, note }

    init(_ grammar: EventGrammar, maxBars: Int?) {
        self.grammar = grammar
        self.maxBars = maxBars ?? .max
        hasBarNumbers = maxBars != nil
    }

    private var hasMeters: Bool { grammar.options.meters != nil }
    private var needsTempo: Bool { grammar.options.tempos != nil && tempo == nil }
    private var barLength: Int { hasMeters ? 2 : 1 }
    private var noteLength: Int { NotePhase.length(grammar) }

    /// The least number of tokens after an event, with a note in the last bar.
    private var tail: Int {
        let missing = grammar.demands.missing(after: bar + 1)
        if missing > 0 { return missing * barLength + 1 + noteLength + 1 }
        return note.hasNotes ? 1 : 1 + noteLength + 1
    }

    /// The least number of tokens after a bar, or its meter.
    private func tailOfBar(_ bar: Int) -> Int {
        let missing = grammar.demands.missing(after: bar + 1)
        return missing * barLength + 1 + (needsTempo ? 1 : 0) + noteLength + 1
            + (needsTempo && missing > 0 ? 1 : 0)
    }

    var leastTokens: Int {
        switch last {
        case .start: barLength + tailOfBar(0)
        case .bar: barLength - 1 + tailOfBar(bar)
        case .meter: tailOfBar(bar)
        case .position: (needsTempo ? 1 : 0) + noteLength + endAfterNote
        case .tempo: note.hasNotes ? tail : noteLength + endAfterNote
        case .note: note.next == nil ? tail : note.missing(grammar) + endAfterNote
        }
    }

    func allow(_ mask: inout [Bool], _ tokensLeft: Int) {
        if note.next != nil { return note.allowNext(&mask, grammar) }
        switch last {
        case .start: allowBar(&mask, tokensLeft)
        case .bar where hasMeters: grammar.allowMeters(&mask)
        case .bar, .meter:
            if !needsTempo { allowBar(&mask, tokensLeft) }
            allowPositions(&mask, tokensLeft)
        case .position:
            allowTempo(&mask, tokensLeft)
            if !needsTempo { note.allowStart(&mask, grammar) }
        case .tempo, .note:
            if noteLength + endAfterNote <= tokensLeft { note.allowStart(&mask, grammar) }
            allowPositions(&mask, tokensLeft)
            allowBar(&mask, tokensLeft)
            if note.hasNotes, grammar.demands.missing(after: bar + 1) == 0 { mask[Int(EventVocabulary.end)] = true }
        }
    }

    /// The least number of tokens after a note that comes next.
    private var endAfterNote: Int { grammar.demands.missing(after: bar + 1) > 0 ? tail : 1 }

    private func allowBar(_ mask: inout [Bool], _ tokensLeft: Int) {
        guard bar + 1 < maxBars, grammar.demands.mayBegin(after: bar + 1),
            barLength + tailOfBar(bar + 1) <= tokensLeft
        else { return }
        grammar.allow(.bar, hasBarNumbers ? bar + 1 : 0, &mask)
    }

    private func allowPositions(_ mask: inout [Bool], _ tokensLeft: Int) {
        guard 1 + (needsTempo ? 1 : 0) + noteLength + endAfterNote <= tokensLeft else { return }
        let first = position + 1
        // The first tempo is at the start.
        let end = needsTempo ? 1 : grammar.positions(meter)
        for place in first..<max(first, end) { grammar.allow(.position, place, &mask) }
    }

    private func allowTempo(_ mask: inout [Bool], _ tokensLeft: Int) {
        guard let tempos = grammar.options.tempos, 1 + noteLength + endAfterNote <= tokensLeft else { return }
        for index in tempos.indices where !grammar.options.dropsEqualTempos || index != tempo {
            grammar.allow(.tempo, index, &mask)
        }
    }

    mutating func read(_ type: EventType, _ index: Int) {
        switch type {
        case .bar:
            bar += 1
            position = -1
            note.newTime()
            last = .bar
        case .meter:
            meter = index
            last = .meter
        case .position:
            position = index
            note.newTime()
            last = .position
        case .tempo:
            tempo = index
            last = .tempo
        default: if note.advance(type, index, grammar) != nil { last = .note }
        }
    }
}
