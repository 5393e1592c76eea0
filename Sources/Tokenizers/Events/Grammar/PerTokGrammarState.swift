import MuseProtocols

/// Bars, shifts or positions, and notes with their distance from the grid.
///
/// A time has one encoding: allowed are only the shifts and distances that the encoder would choose for the sum of
/// both, and no note is before the one that precedes it. The tempo is that of the start.
struct PerTokGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private let scheme: PerTokScheme
    private var note = NotePhase()
    private var clock: PerTokClock
    /// The time of the last event.
    private var time = 0
    /// Whether a bar began since the last event.
    private var isNewBar = false
    /// The index of the shift or position of the next note.
    private var shift: Int?
    private var meter: Int?
    private var tempo: Int?
    private var last = Last.start
    var isEnded = false

    private enum Last: Hashable { case start, bar, meter, event }

    init(_ grammar: EventGrammar, _ scheme: PerTokScheme) {
        self.grammar = grammar
        self.scheme = scheme
        clock = PerTokClock(scheme)
    }

    private var needsMeter: Bool { grammar.options.meters != nil && meter == nil }
    private var needsTempo: Bool { grammar.options.tempos != nil && tempo == nil }
    private var noteLength: Int { NotePhase.length(grammar) }
    private var missingBars: Int { grammar.demands.missing(after: clock.bar + 1) }
    private var afterNote: Int { missingBars == 0 ? 1 : missingBars + noteLength + 1 }

    var leastTokens: Int {
        if note.next != nil { return note.missing(grammar) + afterNote }
        if shift != nil || last == .bar { return missingBars + noteLength + 1 }
        return (needsMeter ? 1 : 0) + (needsTempo ? 1 : 0)
            + (note.hasNotes ? afterNote : noteLength + afterNote)
    }

    /// The distances from the grid that the encoder would choose after a shift, as indices; without microtiming 0
    /// alone.
    private func distances(after shift: Int?) -> [Int] {
        let values = scheme.microtimings ?? [0]
        var moved = clock
        if let shift { moved.move(by: shift) }
        return values.indices.filter { index in
            let time = moved.previous + values[index]
            guard time >= self.time, !isNewBar || time > clock.barStart - scheme.values.leastShift else { return false }
            var encoder = clock
            guard encoder.bars(until: time) == 0 else { return false }
            let place = encoder.place(time)
            return place.index == shift && place.microtiming == values[index]
        }
    }

    func allow(_ mask: inout [Bool], _ tokensLeft: Int) {
        if note.next == .microTiming {
            for index in distances(after: shift) { grammar.allow(.microTiming, index, &mask) }
            return
        }
        if note.next != nil { return note.allowNext(&mask, grammar) }
        if needsMeter { return grammar.allowMeters(&mask, where: isPossible) }
        if needsTempo { return grammar.allow(.tempo, &mask) }
        let canStart = noteLength + afterNote <= tokensLeft
        if shift != nil {
            if canStart { note.allowStart(&mask, grammar) }
            return
        }
        let isAtBar = last == .bar && time <= clock.barStart
        if isAtBar, meter != nil, !grammar.options.isCompatible, 1 + noteLength + afterNote <= tokensLeft {
            grammar.allowMeters(&mask, except: meter)
        }
        if canStart, !distances(after: nil).isEmpty { note.allowStart(&mask, grammar) }
        if 1 + noteLength + afterNote <= tokensLeft {
            let type: EventType = scheme.positions == nil ? .timeShift : .position
            for index in 0..<grammar.tokens.count(of: type) where !distances(after: index).isEmpty {
                grammar.allow(type, index, &mask)
            }
        }
        let afterBar = max(0, missingBars - 1) + noteLength + 1
        if grammar.demands.mayBegin(after: clock.bar + 1), 1 + afterBar <= tokensLeft { grammar.allow(.bar, 0, &mask) }
        if note.hasNotes, last == .event, missingBars == 0 { mask[Int(EventVocabulary.end)] = true }
    }

    /// Whether bars of a meter are as long as the encoder takes them to be.
    private func isPossible(_ meter: Int) -> Bool {
        !grammar.options.isCompatible || grammar.options.allMeters[meter].unit == 4
    }

    mutating func read(_ type: EventType, _ index: Int) {
        switch type {
        case .bar:
            clock.nextBar()
            isNewBar = true
            last = .bar
        case .timeShift, .position: shift = index
        case .meter:
            meter = index
            clock.change(to: grammar.options.allMeters[index])
            time = clock.barStart
            isNewBar = false
            last = .meter
        case .tempo: tempo = index
        default:
            if type == .microTiming {
                place(scheme.microtimings?[index] ?? 0)
            } else if scheme.microtimings == nil,
                type == .pitch || type == .pitchDrum
            {
                place(0)
            }
            if note.advance(type, index, grammar) != nil { last = .event }
        }
    }

    /// Moves to the time of a note.
    private mutating func place(_ distance: Int) {
        if let shift { clock.move(by: shift) }
        time = clock.previous + distance
        shift = nil
        isNewBar = false
    }
}

extension PerTokGrammarState {
    static func == (a: Self, b: Self) -> Bool {
        a.note == b.note && a.clock == b.clock && a.time == b.time && a.isNewBar == b.isNewBar && a.shift == b.shift
            && a.meter == b.meter && a.tempo == b.tempo && a.last == b.last && a.isEnded == b.isEnded
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(clock)
        hasher.combine(time)
        hasher.combine(note)
    }
}
