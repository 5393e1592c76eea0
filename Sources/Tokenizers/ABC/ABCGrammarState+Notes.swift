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
            let id = tie.alteration == noAlteration ? ids.pitches[tie.pitch] : ids.alterations[tie.alteration]
            mask[Int(id)] = true
            return
        }
        let isAtClose = isAtClose
        if isAtClose || isShortening && mustClose && tuplet == nil && brokenRemainder == nil {
            for pitch in closingPitches { mask[Int(ids.pitches[pitch])] = true }
        } else {
            fillSingles(&mask, in: 0..<ids.pitches.count)
        }
        if brokenRemainder != nil { return }
        if !element.hasOrnament {
            mask[Int(ids.rest)] = !isAtClose
            if !skipsMarks { fillChordSymbols(&mask) }
        }
        if skipsMarks { return }
        mask[Int(ids.chordStart)] = !isAtClose
        if !element.hasGraces, element.decorations == 0 { for id in ids.graceStarts { mask[Int(id)] = true } }
        if element.decorations < 2 { for id in marks.decorations { mask[Int(id)] = true } }
        if tuplet == nil, !element.hasPrefix {
            // Only tuplets of equal elements, as many as the tuplet's number: some readers complain about others.
            for (id, actual, normal, count) in ids.tuplets where count == actual {
                let open = TupletState(
                    actual: actual, normal: normal, remaining: count, room: room - close(before: end))
                mask[Int(id)] = 2 * quarterUnit * normal % actual == 0 && open.fits(2, unit: unit)
            }
        }
    }

    /// A shortest ending has no chord symbols, decorations, graces, chords or tuplets, unless it copies them.
    private var skipsMarks: Bool { isShortening && !isGiven && !isCopy }

    private func fillChordSymbols(_ mask: inout [Bool]) {
        if !element.hasChordSymbol { for id in marks.chordSymbols { mask[Int(id)] = true } }
        if element.mayHaveBass { for id in marks.basses { mask[Int(id)] = true } }
    }

    /// Allows the pitches with indices in `range`, and the accidentals of such pitches.
    private func fillSingles(_ mask: inout [Bool], in range: Range<Int>) {
        guard let pitches else { return }
        fill(&mask, row: noAlteration, in: range)
        for (i, id) in ids.alterations.enumerated() where pitches.hasPitch[i] {
            mask[Int(id)] = pitches.allowed[i][range].contains(true)
        }
    }

    private func fill(_ mask: inout [Bool], row: Int, in range: Range<Int>) {
        guard let allowed = pitches?.allowed[row] else { return }
        let first = Int(ids.pitches[0])
        for p in range where allowed[p] { mask[first + p] = true }
    }

    /// After an accidental, in a chord or in grace notes.
    func fillPitches(_ mask: inout [Bool]) {
        if let tie {
            mask[Int(ids.pitches[tie.pitch])] = true
            return
        }
        let range = element.isChord ? chordRange : 0..<ids.pitches.count
        if let alteration = element.alteration { return fill(&mask, row: alteration, in: range) }
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
            if element.kind == .note, tuplet == nil, !element.hasOrnament {
                // The second note of the pair is not known yet.
                let limit = mustClose ? end : .max
                for (id, steps) in ids.brokens
                where elapsed + 2 * unit < limit
                    && mayLead(elapsed + 2 * unit, last: unit + (steps > 0 ? -unit / 2 : 0), before: end)
                {
                    mask[Int(id)] = true
                }
            }
        }
        for (id, quarters) in ids.durations where mayLast(quarters, before: end) { mask[Int(id)] = true }
    }

    private func mayLast(_ quarters: Int, before end: Int) -> Bool {
        if let tuplet { return tuplet.fits(quarters, unit: unit) }
        let length = quarters * quarterUnit
        return mayLead(elapsed + length, last: length, before: end) && (elapsed + length < end || isClosing)
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
        if room > 0, !isClosing { return room - close(before: lastEnd) >= quarterUnit }
        return room >= quarterUnit || mayCrossBar
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
            open.length = quarters
            open.remaining -= 1
            tuplet = open
            if open.remaining == 0 {
                elapsed += quarters * quarterUnit * open.normal
                tuplet = nil
            }
        } else {
            elapsed += quarters * quarterUnit
        }
        finishElement()
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
            element.kind = .rest
            place = .pending
        case .duration(let units32): commit(quarters: units32 / 8)
        case .broken(let steps):
            let short = unit >> abs(steps)
            let first = steps > 0 ? 2 * unit - short : short
            elapsed += first
            brokenRemainder = 2 * unit - first
            finishElement()
            place = .music
        case .tie:
            tie = element.written
            place = .music
        case .chordStart:
            element.isChord = true
            element.noteCount = 0
            element.lastPitch = -1
            place = .chord
        case .chordEnd:
            element.isChord = false
            element.kind = .chord
            place = .pending
        case .tuplet(let actual, let normal, let count):
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
        element.kind = .note
        element.written = written
        tie = nil
        if let rest = brokenRemainder {
            elapsed += rest
            brokenRemainder = nil
            element.isBound = false
            finishElement()
        } else {
            place = .pending
        }
    }
}
