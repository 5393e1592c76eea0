import MuseProtocols

/// Which demands on the notes of bars can be met in one key and with one unit length, and how a bar can go on so that
/// they are.
///
/// Between the positions where notes have to start, rests of a quarter of the unit can fill any gap, so only these
/// positions, the rhythms and the closing note need look-ahead.
struct ABCBarNotes: Sendable {
    let table: PitchTable
    let ids: ABCTokenSets
    /// The tonic in semitones above C.
    let tonic: Int
    let unit: Int
    /// The allowed MIDI note numbers, each once.
    private let pitches: [Int]

    init(_ table: PitchTable, _ ids: ABCTokenSets, tonic: Int, unit: Int) {
        self.table = table
        self.ids = ids
        self.tonic = tonic
        self.unit = unit
        pitches = Set(table.midi.joined()).filter { $0 >= 0 }.sorted()
    }

    private var quarterUnit: Int { unit / 4 }

    /// Whether a bar can meet its demands.
    ///
    /// - Parameters:
    ///   - end: the length of the bar, which a pickup shortens.
    ///   - degrees: the degrees on which the bar closes; nil for any.
    func isPossible(_ demand: BarDemand, end: Int, degrees: Set<Int>?) -> Bool {
        for position in demand.required {
            guard position < end, position % quarterUnit == 0, hasPitch(demand, at: position) else { return false }
        }
        if demand.rhythms != nil { return rhythms(of: demand, end: end, degrees: degrees) != 0 }
        return degrees.map { closeStart(demand, end: end, degrees: $0) != nil } ?? true
    }

    /// The rhythms, as bits, that can be written and have an allowed note for each onset and for the close.
    func rhythms(of demand: BarDemand, end: Int, degrees: Set<Int>?) -> UInt64 {
        demand.bits { rhythm in
            let sounds = rhythm.filter { $0.onset < end }
            guard sounds.allSatisfy({ hasPitch(demand, at: $0.onset) }), canWrite(sounds[...], from: 0, end: end) else {
                return false
            }
            guard let degrees else { return true }
            guard let last = sounds.last, last.end >= end, isPlain(end - last.onset) else { return false }
            return hasClose(demand, at: last.onset, degrees)
        }
    }

    /// The last position at which a closing note can start that lasts to the end of the bar.
    func closeStart(_ demand: BarDemand, end: Int, degrees: Set<Int>) -> Int? {
        let earliest = demand.required.last ?? 0
        var start = max(earliest, end - unit)
        while start >= earliest {
            if isPlain(end - start), hasClose(demand, at: start, degrees) { return start }
            start -= quarterUnit
        }
        return nil
    }

    /// Whether any note may start at a position.
    func hasPitch(_ demand: BarDemand, at position: Int) -> Bool {
        !demand.limitsPitch(at: position)
            || pitches.contains { demand.allows(midi: $0, at: position, tonic: tonic) }
    }

    private func hasClose(_ demand: BarDemand, at position: Int, _ degrees: Set<Int>) -> Bool {
        (1...7).contains { degree in
            degrees.contains(degree)
                && (table.byDegree[degree] ?? []).contains { pitch in
                    demand.allows(midi: table.midi[ids.alterations.count][pitch], at: position, tonic: tonic)
                }
        }
    }

    // MARK: Writing rhythms

    /// Whether a note head can show a length.
    func isPlain(_ ticks: Int) -> Bool {
        ticks % quarterUnit == 0
            && (ticks == unit || ids.durations.contains { $0.quarters * quarterUnit == ticks })
    }

    /// Whether notes, rests and tuplets can write a rhythm from a position where a note, a gap or the bar ends.
    func canWrite(_ sounds: ArraySlice<BarDemand.Sound>, from position: Int, end: Int) -> Bool {
        guard let first = sounds.first else { return (end - position) % quarterUnit == 0 }
        guard (first.onset - position) % quarterUnit == 0 else { return false }
        let stop = min(first.end, end)
        if isPlain(stop - first.onset) { return canWrite(sounds.dropFirst(), from: stop, end: end) }
        return ids.tuplets.contains { tuplet in
            ABCGrammarState.TupletState.lengths.contains { quarters in
                guard let stop = self.end(of: tuplet, quarters, sounds, end: end) else { return false }
                return canWrite(sounds.dropFirst(tuplet.actual), from: stop, end: end)
            }
        }
    }

    /// The end of a tuplet of notes of a length that has the first sounds of a rhythm; nil if they differ.
    private func end(
        of tuplet: (id: TokenID, actual: Int, normal: Int, count: Int), _ quarters: Int,
        _ sounds: ArraySlice<BarDemand.Sound>, end: Int
    ) -> Int? {
        guard tuplet.count == tuplet.actual, sounds.count >= tuplet.actual, let first = sounds.first,
            2 * quarterUnit * tuplet.normal % tuplet.actual == 0
        else { return nil }
        let ticks = quarters * quarterUnit * tuplet.normal
        let step = ticks / tuplet.actual
        guard first.onset + ticks <= end else { return nil }
        for (i, sound) in sounds.prefix(tuplet.actual).enumerated()
        where sound.onset != first.onset + i * step || sound.duration != step {
            return nil
        }
        return first.onset + ticks
    }

    /// The rhythms, as bits, that have a tuplet of notes of a length at a position and can go on after it.
    func rhythms(
        _ demand: BarDemand, withTuplet tuplet: (actual: Int, normal: Int), _ quarters: Int, at position: Int, end: Int
    ) -> UInt64 {
        demand.bits { rhythm in
            let sounds = rhythm.filter { $0.onset >= position && $0.onset < end }[...]
            guard sounds.first?.onset == position,
                let stop = self.end(of: (0, tuplet.actual, tuplet.normal, tuplet.actual), quarters, sounds, end: end)
            else { return false }
            return canWrite(sounds.dropFirst(tuplet.actual), from: stop, end: end)
        }
    }
}
