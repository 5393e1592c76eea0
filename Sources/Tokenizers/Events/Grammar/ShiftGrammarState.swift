import MuseProtocols

/// Shifts of time, and at each time a meter, a tempo, ends of notes and notes.
///
/// The ends of notes at one time come before notes of the same program, in the order in which the notes started; all
/// notes end.
struct ShiftGrammarState: EventGrammarState {
    let grammar: EventGrammar
    private var note = NotePhase()
    private var shift = ShiftPhase()
    private var meter: Int?
    private var tempo: Int?
    /// Ticks since the last change of meter.
    private var ticks = 0
    /// The number of bars before it.
    private var bars = 0
    private var last = Last.start
    private var sounding = SoundingNotes()
    var isEnded = false

    private enum Last: Hashable { case start, shift, meter, tempo, note, end }

    /// The notes that have not ended, in the order in which they started.
    private struct SoundingNotes: Hashable {
        struct Sounding: Hashable {
            var program: Int?
            var pitch: Int
            var isDrums: Bool
            /// Whether it started at the current time.
            var isNew: Bool
        }

        var notes: [Sounding] = []
        /// The first note that can end at this time.
        var first = 0
        /// Whether no more notes of the last program can end at this time.
        var isClosed = false
    }

    init(_ grammar: EventGrammar) { self.grammar = grammar }

    private var needsMeter: Bool { grammar.options.meters != nil && meter == nil }
    private var needsTempo: Bool { grammar.options.tempos != nil && tempo == nil }
    private var opening: Int { (needsMeter ? 1 : 0) + (needsTempo ? 1 : 0) }
    private var endLength: Int { grammar.options.programs == nil ? 1 : 2 }
    private var noteLength: Int { NotePhase.length(grammar) }
    private var table: TickTable {
        let unit = meter.map { grammar.options.allMeters[$0].unit } ?? 4
        return grammar.scheme.preprocessor.durations[grammar.scheme.decodedTicksPerQuarter * 4 / unit]
    }

    /// The length of a bar in ticks.
    private var barLength: Int {
        let meter = meter.map { grammar.options.allMeters[$0] } ?? .fourFour
        return meter.beats * grammar.scheme.decodedTicksPerQuarter * 4 / meter.unit
    }

    /// The time up to the end of the last bar that is allowed, at which notes only end.
    private var timeLeft: Int {
        guard let most = grammar.demands.bars?.upperBound else { return .max }
        return Capped.product(most - bars, barLength) - ticks
    }

    /// The least number of tokens to end all notes and the tune, after `more` further notes.
    private func ending(_ more: Int) -> Int {
        guard grammar.hasEnds else { return 1 }
        let count = sounding.notes.count + more
        return count == 0 ? 1 : 1 + count * endLength + 1
    }

    var leastTokens: Int {
        if note.next != nil { return note.missing(grammar) + ending(1) }
        if last == .shift { return afterShift }
        return opening + (note.hasNotes ? ending(0) : noteLength + ending(1))
    }

    /// The least number of tokens after a shift, which an event has to follow.
    private var afterShift: Int { sounding.notes.isEmpty ? noteLength + ending(1) : ending(0) - 1 }

    func allow(_ mask: inout [Bool], _ tokensLeft: Int) {
        if note.next == .pitch {
            // After a program: an end or a start.
            allowEnds(&mask, of: note.program, tokensLeft + 1)
            if note.missing(grammar) + ending(1) <= tokensLeft, timeLeft > 0 { note.allowNext(&mask, grammar) }
            return
        }
        if note.next != nil { return note.allowNext(&mask, grammar) }
        if needsMeter { return grammar.allowMeters(&mask) }
        if needsTempo { return grammar.allow(.tempo, &mask) }
        let end = note.hasNotes ? ending(0) : noteLength + ending(1)
        let timeLeft = timeLeft
        let isAtLimit = timeLeft <= 0
        if last == .shift {
            if meter != nil, ticks % barLength == 0, 1 + end <= tokensLeft, !isAtLimit {
                grammar.allowMeters(&mask, except: meter)
            }
        }
        if last == .shift || last == .meter, let tempos = grammar.options.tempos, 1 + end <= tokensLeft, !isAtLimit {
            for index in tempos.indices where !grammar.options.dropsEqualTempos || index != tempo {
                grammar.allow(.tempo, index, &mask)
            }
        }
        if noteLength + ending(1) <= tokensLeft, !isAtLimit { note.allowStart(&mask, grammar) }
        if grammar.options.programs == nil {
            allowEnds(&mask, of: nil, tokensLeft)
        } else {
            allowProgramsOfEnds(&mask, tokensLeft)
        }
        if 1 + afterShift <= tokensLeft {
            let table = table
            for index in table.ticks.indices where shift.allows(index, table) && reaches(table.ticks[index], timeLeft) {
                grammar.allow(.timeShift, index, &mask)
            }
        }
        let isEvent = last != .shift && last != .start
        if note.hasNotes, isEvent, sounding.notes.isEmpty { mask[Int(EventVocabulary.end)] = true }
    }

    /// Whether a shift ends within the time that is left.
    private func reaches(_ ticks: Int, _ timeLeft: Int) -> Bool {
        ticks < timeLeft || ticks == timeLeft && grammar.hasEnds && !sounding.notes.isEmpty
    }

    /// The notes of a program that can end now, as indices, each the first of its pitch.
    private func endable(_ program: Int?, _ tokensLeft: Int) -> [Int] {
        guard grammar.hasEnds else { return [] }
        let isSame = program == note.program
        if isSame, sounding.isClosed { return [] }
        let first = isSame ? sounding.first : 0
        let isAtLimit = timeLeft <= 0
        return sounding.notes.indices.filter { i in
            let one = sounding.notes[i]
            guard i >= first, one.program == program, !one.isNew, tokensToEnd(from: i) <= tokensLeft,
                !isAtLimit || !needsShift(from: i)
            else { return false }
            return !sounding.notes[..<i].contains {
                $0.program == one.program && $0.pitch == one.pitch && $0.isDrums == one.isDrums
            }
        }
    }

    /// The least number of tokens up to the end if a note ends next: notes before it then end at a later time.
    private func tokensToEnd(from index: Int) -> Int {
        sounding.notes.count * endLength + (needsShift(from: index) ? 1 : 0) + 1
    }

    /// Whether a note that has not ended could end only at a later time if this one ends next.
    private func needsShift(from index: Int) -> Bool {
        let program = sounding.notes[index].program ?? -1
        return sounding.notes.indices.contains { i in
            let one = sounding.notes[i]
            return one.isNew || (one.program ?? -1, i) < (program, index)
        }
    }

    private func allowEnds(_ mask: inout [Bool], of program: Int?, _ tokensLeft: Int) {
        for index in endable(program, tokensLeft) {
            let one = sounding.notes[index]
            let drums = one.isDrums && grammar.tokens.has(.drumOff)
            let lowest = (drums ? grammar.options.drumPitches : grammar.options.pitches).lowerBound
            grammar.allow(drums ? .drumOff : .noteOff, one.pitch - lowest, &mask)
        }
    }

    private func allowProgramsOfEnds(_ mask: inout [Bool], _ tokensLeft: Int) {
        for (index, program) in (grammar.options.programs ?? []).enumerated()
        where program >= note.program ?? -1 && !endable(program, tokensLeft).isEmpty {
            grammar.allow(.program, index, &mask)
        }
    }

    mutating func read(_ type: EventType, _ index: Int) {
        switch type {
        case .timeShift:
            let table = table
            shift.advance(index, table)
            ticks += table.ticks[index]
            note.newTime()
            sounding.first = 0
            sounding.isClosed = false
            for i in sounding.notes.indices { sounding.notes[i].isNew = false }
            last = .shift
            return
        case .meter:
            bars += ticks / barLength
            meter = index
            ticks = 0
            last = .meter
        case .tempo:
            tempo = index
            last = .tempo
        case .noteOff, .drumOff:
            let lowest = (type == .drumOff ? grammar.options.drumPitches : grammar.options.pitches).lowerBound
            let pitch = index + lowest
            let program = note.program
            if let place = sounding.notes.firstIndex(where: {
                $0.program == program && $0.pitch == pitch && ($0.isDrums == (type == .drumOff) || program != nil)
            }) {
                sounding.notes.remove(at: place)
                sounding.first = place
            }
            note.cancel()
            last = .end
        default:
            let old = note.program
            let isComplete = note.advance(type, index, grammar)
            if type == .program, note.program != old {
                sounding.first = 0
                sounding.isClosed = false
            }
            if isComplete == true {
                if grammar.hasEnds {
                    let program = grammar.options.programs == nil ? nil : note.program
                    sounding.notes.append(
                        .init(program: program, pitch: note.pitch, isDrums: note.noteIsDrums, isNew: true))
                    sounding.isClosed = true
                }
                last = .note
            }
        }
        shift.clear()
    }
}
