import MuseMusic
import MuseProtocols

/// Bars whose rhythm or notes are demanded.
///
/// The first bar of a tune may be a pickup, to which demands on bar 1 do not apply. Which it is shows only at its bar
/// line. As soon as it does not meet the demands it is a pickup, and has to end as one.
extension ABCGrammarState {
    struct BarState: Hashable, Sendable {
        /// Whether the tune's first bar has to be a pickup, because it does not meet the demands on bar 1.
        var isPickup = false
        /// Whether no demands hold, because given music does not meet them.
        var isFree = false
        /// The demanded rhythms, as bits, that the bar may still have.
        var rhythms = UInt64.max
    }

    /// The demands on the notes of the current bar; nil if there are none.
    var demand: BarDemand? {
        let demands = grammar.notes.bars
        if demands.isEmpty || isGiven || bar.isFree || barNotes == nil { return nil }
        let combination = demands.combination(number: demandedNumber)
        return combination == 0 ? nil : demands.combined[combination]
    }

    /// The number from 0 of the bar, for demands on bars; those of the second ending are numbered as in the first.
    var barNumber: Int { section.ending == 2 ? totalBars - section.endingBars + section.endingDone : totalBars }

    /// nil for a pickup.
    private var demandedNumber: Int? {
        switch section.opening {
        case .done: return barNumber
        case .pickup: return nil
        case .free:
            // Without a cadence token, a bar that has to end its section can only be a pickup.
            let isWhole = barLength.map { $0 == full } ?? (cadence != .none || barEnds().plain != nil)
            return bar.isPickup || !isWhole ? nil : barNumber
        }
    }

    /// Whether the bar can still become a pickup by not meeting the demands on bar 1.
    var mayBecomePickup: Bool {
        guard case .free = section.opening, !bar.isPickup, !isGiven, tuplet == nil, brokenRemainder == nil,
            cadence == .none, elapsed < (pickups.last ?? 0), let number = demandedNumber
        else { return false }
        return grammar.notes.bars.combination(number: number) != 0
    }

    /// The longest pickup that a first bar may still be.
    var pickupLimit: Int {
        if case .free = section.opening {
            isGiven || grammar.notes.bars.isEmpty ? full / 2 : pickups.last ?? 0
        } else {
            0
        }
    }

    /// Whether `|` may make the first bar a pickup here.
    func isPickupEnd(_ ends: BarEnds) -> Bool {
        elapsed <= ends.pickupLimit && (isGiven || grammar.notes.bars.isEmpty || pickups.contains(elapsed))
    }

    /// Starts the demands on the current bar, whose length is known.
    mutating func startBar() {
        bar.isFree = false
        bar.rhythms = .max
        guard let demand, let barNotes else { return }
        let end = lastEnd
        if demand.rhythms != nil { bar.rhythms = barNotes.rhythms(of: demand, end: end, degrees: closingDegrees) }
        // Only a given pickup can shorten bars so that their demands cannot be met.
        if !barNotes.isPossible(demand, end: end, degrees: closingDegrees) { bar.isFree = true }
    }

    /// The lengths of pickups that leave room for the demands on the last bars of sections.
    func possiblePickups(_ notes: ABCBarNotes) -> [Int] {
        stride(from: unit / 4, through: full / 2, by: unit / 4).filter { length in
            grammar.notes.arePossible(notes, end: full - length)
        }
    }

    // MARK: What may come next

    /// The position of the next note or rest in the bar.
    var notePosition: Int {
        guard let tuplet, let length = tuplet.length else { return elapsed }
        return elapsed + (tuplet.actual - tuplet.remaining) * length * (unit / 4) * tuplet.normal / tuplet.actual
    }

    /// Whether the rhythm has a single note or chord here that is not in a tuplet.
    func hasOnset(_ demand: BarDemand) -> Bool {
        guard let rhythms = demand.rhythms, let barNotes else { return true }
        if tuplet != nil { return true }
        let end = lastEnd
        return rhythms.indices.contains { i in
            bar.rhythms & 1 << UInt64(i) != 0
                && rhythms[i].contains { $0.onset == elapsed && barNotes.isPlain(min($0.end, end) - elapsed) }
        }
    }

    func mayRest(_ demand: BarDemand) -> Bool {
        let position = notePosition
        if demand.requiresNote(at: position) { return false }
        guard demand.rhythms != nil else { return true }
        return tuplet == nil && bar.rhythms & demand.rhythms(silentFrom: position, to: position + unit / 4) != 0
    }

    /// Whether the current element may last until `stop`.
    func mayFill(to stop: Int) -> Bool {
        demand.map { $0.mayHold(from: elapsed, to: stop) && bar.rhythms & rhythms($0, to: stop) != 0 } ?? true
    }

    private func rhythms(_ demand: BarDemand, to stop: Int) -> UInt64 {
        element.kind == .rest
            ? demand.rhythms(silentFrom: elapsed, to: stop)
            : demand.rhythms(withNoteFrom: elapsed, to: stop, end: lastEnd)
    }

    /// Whether a tuplet of notes of a length may start here.
    func mayStart(_ open: TupletState, _ quarters: Int) -> Bool {
        guard let demand, let barNotes else { return true }
        let step = quarters * (unit / 4) * open.normal / open.actual
        let end = elapsed + step * open.actual
        return demand.required.allSatisfy { $0 <= elapsed || $0 >= end || ($0 - elapsed) % step == 0 }
            && bar.rhythms
                & barNotes.rhythms(
                    demand, withTuplet: (open.actual, open.normal), quarters, at: elapsed, end: lastEnd) != 0
            && (demand.rhythms == nil
                || stride(from: elapsed, to: end, by: step).allSatisfy { barNotes.hasPitch(demand, at: $0) })
    }

    /// Whether the current note and another may be a broken pair of which the first has length `first`.
    func mayBreak(first: Int) -> Bool {
        guard let demand, let barNotes else { return true }
        let (middle, end) = (elapsed + first, elapsed + 2 * unit)
        return demand.mayHold(from: elapsed, to: middle) && demand.mayHold(from: middle, to: end)
            && barNotes.hasPitch(demand, at: middle)
            && bar.rhythms & demand.rhythms(withNoteFrom: elapsed, to: middle, end: lastEnd)
                & demand.rhythms(withNoteFrom: middle, to: end, end: lastEnd) != 0
    }

    /// Whether the last note may go on here instead of another starting.
    var mayHoldOver: Bool { demand.map { $0.rhythms == nil && !$0.requiresNote(at: elapsed) } ?? true }

    /// Whether a note may be tied over the bar line that may come here.
    var mayHoldIntoNextBar: Bool {
        let demands = grammar.notes.bars
        if demands.isEmpty || isGiven { return true }
        let isPickup = section.opening != .done && elapsed < full
        let next = demands.combined[demands.combination(number: isPickup ? totalBars : barNumber + 1)]
        return next.rhythms == nil && !next.requiresNote(at: 0) && (plan.closes.isEmpty || next.starts.isEmpty)
    }

    // MARK: Going on

    /// Gives up the demands on the bar, which the next token does not meet.
    private mutating func breakDemands() {
        if mayBecomePickup {
            bar.isPickup = true
            bar.rhythms = .max
        } else {
            bar.isFree = true
        }
    }

    /// Before a single note: its pitch, as indices into `ids.alterations` and `ids.pitches`.
    mutating func noteStarts(_ written: WrittenPitch) {
        guard let demand, let midi = pitches?.midi[written.alteration][written.pitch] else { return }
        let isMet =
            tie != nil
            ? mayHoldOver
            : demand.allows(midi: midi, at: notePosition, tonic: tonic.semitone) && (tuplet != nil || hasOnset(demand))
        if !isMet { breakDemands() }
    }

    mutating func chordStarts() {
        guard let demand else { return }
        if demand.limitsPitch(at: notePosition) || tuplet == nil && !hasOnset(demand) { breakDemands() }
    }

    mutating func restStarts() {
        if let demand, !mayRest(demand) { breakDemands() }
    }

    mutating func tupletStarts(_ open: TupletState) {
        if !TupletState.lengths.contains(where: { mayStart(open, $0) }) { breakDemands() }
    }

    /// Before the current element, the first of its tuplet, gets its length.
    mutating func tupletIsTimed(_ open: TupletState, _ quarters: Int) {
        guard let demand, let barNotes else { return }
        guard mayStart(open, quarters) else { return breakDemands() }
        bar.rhythms &= barNotes.rhythms(
            demand, withTuplet: (open.actual, open.normal), quarters, at: elapsed, end: lastEnd)
    }

    mutating func pairStarts(first: Int) {
        if !mayBreak(first: first) { breakDemands() }
    }

    mutating func noteIsTied() {
        if demand != nil, !mayTie { breakDemands() }
    }

    /// Before the current element ends.
    mutating func elementLasts(to stop: Int) {
        guard mayFill(to: stop) else { return breakDemands() }
        if let demand { bar.rhythms &= rhythms(demand, to: stop) }
    }
}
