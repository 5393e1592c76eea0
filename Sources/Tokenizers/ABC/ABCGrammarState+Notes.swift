import MuseMusic
import MuseProtocols

extension ABCGrammarState {
    private var noAlteration: Int { ids.alterations.count }
    private var quarterUnit: Int { unit / 4 }

    // MARK: What may come next

    func fillMusic(_ mask: inout [Bool]) {
        if brokenRemainder == nil, tuplet == nil, !element.hasPrefix { fillBars(&mask) }
        fillElements(&mask)
    }

    /// Allows all tokens that start an element or precede one.
    func fillElements(_ mask: inout [Bool]) {
        let end = lastEnd
        let room = tuplet?.room ?? end - elapsed
        guard tuplet != nil || brokenRemainder != nil || room >= quarterUnit else { return }
        if let tie {
            guard mayHoldOver else { return }
            let id = tie.alteration == noAlteration ? ids.pitches[tie.pitch] : ids.alterations[tie.alteration]
            mask[Int(id)] = true
            return
        }
        let (demand, position, isAtClose) = (demand, notePosition, isAtClose)
        let hasOnset = demand.map { self.hasOnset($0) } ?? true
        let mayRest = !isAtClose && (demand.map { self.mayRest($0) } ?? true)
        if hasOnset { fillNotes(&mask, demand, at: position, isAtClose: isAtClose) }
        if brokenRemainder != nil { return }
        let mayBeNote = hasOnset && (demand.map { barNotes?.hasPitch($0, at: position) ?? true } ?? true)
        if !element.hasOrnament {
            mask[Int(ids.rest)] = mayRest
            if !skipsMarks, mayBeNote || mayRest { fillChordSymbols(&mask) }
        }
        if !skipsMarks, hasOnset {
            mask[Int(ids.chordStart)] = !isAtClose && !(demand?.limitsPitch(at: position) ?? false)
            if mayBeNote {
                if !element.hasGraces, element.decorations == 0 { for id in ids.graceStarts { mask[Int(id)] = true } }
                if element.decorations < 2 { for id in marks.decorations { mask[Int(id)] = true } }
            }
        }
        if skipsMarks, mayBeNote || mayRest { return }
        if tuplet == nil, !element.hasPrefix {
            // Only tuplets of equal elements, as many as the tuplet's number: some readers complain about others.
            for (id, actual, normal, count) in ids.tuplets where count == actual {
                let open = TupletState(
                    actual: actual, normal: normal, remaining: count, room: room - close(before: end))
                mask[Int(id)] =
                    2 * quarterUnit * normal % actual == 0 && open.fits(2, unit: unit)
                    && (demand == nil
                        || TupletState.lengths.contains { open.fits($0, unit: unit) && mayStart(open, $0) })
            }
        }
    }

    /// Allows the pitches and accidentals of a single note.
    private func fillNotes(_ mask: inout [Bool], _ demand: BarDemand?, at position: Int, isAtClose: Bool) {
        if isAtClose || isShortening && mustClose && tuplet == nil && brokenRemainder == nil {
            var isFilled = false
            for pitch in closingPitches {
                if let demand, !isAllowed(noAlteration, pitch, by: demand, at: position) { continue }
                mask[Int(ids.pitches[pitch])] = true
                isFilled = true
            }
            if isAtClose || isFilled { return }
        }
        fillSingles(&mask, in: 0..<ids.pitches.count, demand, at: position)
    }

    private func isAllowed(_ row: Int, _ pitch: Int, by demand: BarDemand, at position: Int) -> Bool {
        guard let pitches, pitches.allowed[row][pitch] else { return false }
        return demand.allows(midi: pitches.midi[row][pitch], at: position, tonic: tonic.semitone)
    }

    /// A shortest ending has no chord symbols, decorations, graces, chords or tuplets, unless it copies them.
    private var skipsMarks: Bool { isShortening && !isGiven && !isCopy }

    private func fillChordSymbols(_ mask: inout [Bool]) {
        if !element.hasChordSymbol { for id in marks.chordSymbols { mask[Int(id)] = true } }
        if element.mayHaveBass { for id in marks.basses { mask[Int(id)] = true } }
    }

    /// Allows the pitches with indices in `range`, and the accidentals of such pitches.
    ///
    /// - Parameter demand: demands on a single note that starts at `position`; nil in chords and grace notes.
    private func fillSingles(
        _ mask: inout [Bool], in range: Range<Int>, _ demand: BarDemand? = nil, at position: Int = 0
    ) {
        guard let pitches else { return }
        fill(&mask, row: noAlteration, in: range, demand, at: position)
        let demand = demand.flatMap { $0.limitsPitch(at: position) ? $0 : nil }
        for (i, id) in ids.alterations.enumerated() where pitches.hasPitch[i] {
            mask[Int(id)] =
                demand.map { demand in range.contains { isAllowed(i, $0, by: demand, at: position) } }
                ?? pitches.allowed[i][range].contains(true)
        }
    }

    private func fill(
        _ mask: inout [Bool], row: Int, in range: Range<Int>, _ demand: BarDemand? = nil, at position: Int = 0
    ) {
        guard let allowed = pitches?.allowed[row] else { return }
        let first = Int(ids.pitches[0])
        if let demand, demand.limitsPitch(at: position) {
            for p in range where isAllowed(row, p, by: demand, at: position) { mask[first + p] = true }
            return
        }
        for p in range where allowed[p] { mask[first + p] = true }
    }

    /// After an accidental, in a chord or in grace notes.
    func fillPitches(_ mask: inout [Bool]) {
        if let tie {
            mask[Int(ids.pitches[tie.pitch])] = true
            return
        }
        let range = element.isChord ? chordRange : 0..<ids.pitches.count
        if let alteration = element.alteration {
            let isSingle = !element.isChord && !element.isGrace
            return fill(&mask, row: alteration, in: range, isSingle ? demand : nil, at: notePosition)
        }
        if element.noteCount < 4 { fillSingles(&mask, in: range) }
        if element.isChord, element.noteCount >= 2 { mask[Int(ids.chordEnd)] = true }
        if element.isGrace, element.noteCount >= 1, let end = ids.graceEnd { mask[Int(end)] = true }
    }

    /// A chord is written from the bottom up, so its first note leaves room for one above.
    private var chordRange: Range<Int> {
        let lowest = element.lastPitch + 1
        if element.noteCount > 0 { return lowest..<ids.pitches.count }
        return 0..<(pitches?.allowed[noAlteration].lastIndex(of: true) ?? 0)
    }

    /// After an element of unknown length: a duration, or any token that may follow an element of unit length.
    func fillPending(_ mask: inout [Bool]) {
        let end = lastEnd
        if mayLast(4, before: end) {
            var settled = self
            settled.commit(quarters: 4)
            if settled.mayTie { mask[Int(ids.tie)] = true }
            settled.fillMusic(&mask)
        }
        if element.kind == .note, tuplet == nil, !element.hasOrnament {
            // The second note of the pair is not known yet.
            let limit = mustClose ? end : .max
            for (id, steps) in ids.brokens
            where elapsed + 2 * unit < limit
                && mayLead(elapsed + 2 * unit, last: unit + (steps > 0 ? -unit / 2 : 0), before: end)
                && mayBreak(first: firstOfPair(steps))
            {
                mask[Int(id)] = true
            }
        }
        for (id, quarters) in ids.durations where mayLast(quarters, before: end) { mask[Int(id)] = true }
    }

    private func mayLast(_ quarters: Int, before end: Int) -> Bool {
        if let tuplet {
            return tuplet.fits(quarters, unit: unit) && (tuplet.length != nil || mayStart(tuplet, quarters))
        }
        let length = quarters * quarterUnit
        return mayLead(elapsed + length, last: length, before: end) && (elapsed + length < end || isClosing)
            && mayFill(to: elapsed + length)
    }

    /// Whether a note of length `last` may extend to tick `place`. The note has to stay within the bar, whose last tick
    /// is `end`. In a section's last bar it also has to be the closing note or leave enough room for one.
    private func mayLead(_ place: Int, last length: Int, before end: Int) -> Bool {
        let close = close(before: end)
        return place == end ? length >= close : place + close <= end
    }

    /// Whether a tie may follow the element just completed.
    var mayTie: Bool {
        guard element.kind == .note, !element.isBound, tuplet == nil, brokenRemainder == nil else { return false }
        let room = lastEnd - elapsed
        if room > 0, !isClosing { return mayHoldOver && room - close(before: lastEnd) >= quarterUnit }
        return room >= quarterUnit && mayHoldOver || mayCrossBar
    }

    // MARK: Going on

    /// Completes an element of unknown length when the next token does not set its length.
    mutating func settle(before token: ABCToken) {
        switch token {
        case .duration, .broken: break
        default: commit(quarters: 4)
        }
    }

    mutating func commit(quarters: Int) {
        element.isBound = tuplet != nil
        if var open = tuplet {
            if open.length == nil { tupletIsTimed(open, quarters) }
            open.length = quarters
            open.remaining -= 1
            tuplet = open
            if open.remaining == 0 {
                elapsed += quarters * quarterUnit * open.normal
                tuplet = nil
            }
        } else {
            elementLasts(to: elapsed + quarters * quarterUnit)
            elapsed += quarters * quarterUnit
        }
        finishElement()
    }

    /// The length of the first note of a broken pair.
    private func firstOfPair(_ steps: Int) -> Int {
        let short = unit >> abs(steps)
        return steps > 0 ? 2 * unit - short : short
    }

    private mutating func finishElement() {
        let (kind, written, isBound) = (element.kind, element.written, element.isBound)
        element = ElementState(kind: kind, written: written, isBound: isBound)
        place = .timed
    }

    mutating func advanceNotes(_ token: TokenID, _ meaning: ABCToken) {
        switch meaning {
        case .alteration:
            element.alteration = ids.alterations.firstIndex(of: token)
            if !element.isChord, !element.isGrace { place = .alteration }
        case .pitch: advancePitch(Int(token - ids.pitches[0]))
        case .rest:
            restStarts()
            element.kind = .rest
            place = .pending
        case .duration(let units32): commit(quarters: units32 / 8)
        case .broken(let steps):
            let first = firstOfPair(steps)
            pairStarts(first: first)
            elementLasts(to: elapsed + first)
            elapsed += first
            brokenRemainder = 2 * unit - first
            finishElement()
            place = .music
        case .tie:
            noteIsTied()
            tie = element.written
            place = .music
        case .chordStart:
            chordStarts()
            element.isChord = true
            element.noteCount = 0
            element.lastPitch = -1
            place = .chord
        case .chordEnd:
            element.isChord = false
            element.kind = .chord
            place = .pending
        case .tuplet(let actual, let normal, let count):
            tupletStarts(TupletState(actual: actual, normal: normal, remaining: count, room: 0))
            tuplet = TupletState(
                actual: actual, normal: normal, remaining: count, room: lastEnd - elapsed - close(before: lastEnd))
            place = .music
        case .chordSymbol:
            element.hasChordSymbol = true
            element.mayHaveBass = true
            place = .music
        case .bass:
            element.mayHaveBass = false
            place = .music
        case .decoration:
            element.decorations += 1
            element.mayHaveBass = false
            place = .music
        case .graceStart:
            element.isGrace = true
            element.hasGraces = true
            element.noteCount = 0
            place = .grace
        case .graceEnd:
            element.isGrace = false
            place = .music
        default: preconditionFailure("the grammar has no place for \(meaning)")
        }
    }

    private mutating func advancePitch(_ pitch: Int) {
        let written = WrittenPitch(alteration: element.alteration ?? noAlteration, pitch: pitch)
        element.alteration = nil
        if element.isChord || element.isGrace {
            element.noteCount += 1
            element.lastPitch = pitch
            return
        }
        noteStarts(written)
        element.kind = .note
        element.written = written
        tie = nil
        if let rest = brokenRemainder {
            elementLasts(to: elapsed + rest)
            elapsed += rest
            brokenRemainder = nil
            element.isBound = false
            finishElement()
        } else {
            place = .pending
        }
    }
}
