import MuseMusic

/// A note head as read: its pitch as far as the text says it, and its length in unit notes.
struct Head {
    var step: Int
    var octave: Int
    /// nil where no accidental is written.
    var accidental: Int?
    var numerator = 1
    var denominator = 1
    var offset: Int
    /// A tie follows the note inside a chord.
    var tie: Int?
}

extension Voice {
    enum Misfit: Error {
        /// The length is beyond what ticks can hold.
        case tooLong
        /// The length is less than half a tick.
        case tooShort
        case outOfRange
    }

    /// The time that the next element takes, tuplets and broken rhythm applied.
    private mutating func timed(_ numerator: Int, _ denominator: Int) -> (exact: ExactTicks, tuplet: Tuplet?)? {
        guard var time = unit.scaled(by: numerator, over: denominator) else { return nil }
        var place: Tuplet?
        if let open = tuplet {
            guard let scaled = time.scaled(by: open.normal, over: open.actual) else { return nil }
            time = scaled
            place = Tuplet(actual: open.actual, normal: open.normal, index: open.index, count: open.count)
        }
        if let broken {
            guard let scaled = time.scaled(by: broken.numerator, over: broken.denominator) else { return nil }
            time = scaled
        }
        return (time, place)
    }

    private mutating func advance(to end: ExactTicks) {
        position = end
        broken = nil
        if var open = tuplet {
            open.index += 1
            tuplet = open.index == open.count ? nil : open
        }
    }

    /// Places a note or chord whose `heads` have lengths of their own, all multiplied by `numerator/denominator`.
    ///
    /// - Returns: the ties that lead nowhere.
    mutating func place(
        _ heads: [Head], times numerator: Int, over denominator: Int, marks: Marks
    ) throws(Misfit) -> [OpenTie] {
        let first = heads[0]
        guard let (time, place) = timed(first.numerator * numerator, first.denominator * denominator),
            let end = position.adding(time)
        else { throw .tooLong }
        let onset = position.rounded
        let duration = end.rounded - onset
        guard duration > 0 else { throw .tooShort }

        let start = notes.count
        for (i, head) in heads.enumerated() {
            var length = duration
            if head.numerator != first.numerator || head.denominator != first.denominator {
                let own = time.scaled(
                    by: head.numerator * first.denominator, over: head.denominator * first.numerator)
                length = max(1, own?.rounded ?? duration)
            }
            notes.append(
                Note(
                    onset: onset, duration: length, pitch: pitch(of: head), voice: number, tuplet: place,
                    marks: i == 0 ? marks : Marks()))
        }
        let loose = ties.isEmpty ? [] : closeTies(with: start..<notes.count, at: onset)
        last = LastElement(start: position, duration: time, notes: start..<notes.count, rest: nil)
        advance(to: end)
        return loose
    }

    mutating func placeRest(
        times numerator: Int, over denominator: Int, isVisible: Bool, marks: Marks
    ) throws(Misfit) -> [OpenTie] {
        guard let (time, place) = timed(numerator, denominator), let end = position.adding(time) else { throw .tooLong }
        let onset = position.rounded
        guard end.rounded > onset else { throw .tooShort }
        rests.append(
            Rest(
                onset: onset, duration: end.rounded - onset, voice: number, isVisible: isVisible, tuplet: place,
                marks: marks))
        let loose = ties.isEmpty ? [] : closeTies(with: notes.count..<notes.count, at: onset)
        last = LastElement(start: position, duration: time, notes: notes.count..<notes.count, rest: rests.count - 1)
        advance(to: end)
        return loose
    }

    /// A rest of a whole bar, which no tuplet or broken rhythm touches.
    mutating func placeBarRest(
        isVisible: Bool, isOpen: Bool = false, ticks: Int? = nil, marks: Marks
    ) throws(Misfit) {
        let length = ticks ?? barTicks
        let time = ExactTicks(length)
        guard let end = position.adding(time) else { throw .tooLong }
        rests.append(
            Rest(
                onset: position.rounded, duration: length, voice: number, isVisible: isVisible, isOpen: isOpen,
                marks: marks))
        last = LastElement(start: position, duration: time, notes: notes.count..<notes.count, rest: rests.count - 1)
        position = end
    }

    /// The pitch that a note has in its key and bar; a tie carries an accidental over the bar line.
    mutating func pitch(of head: Head) -> Pitch {
        let octave = head.octave + octaveShift
        var alter = alterations[head.step]
        if let written = head.accidental {
            accidentals.set(step: head.step, octave: octave, alter: written)
            alter = written
        } else if let held = accidentals.alter(step: head.step, octave: octave) {
            alter = held
        } else if !ties.isEmpty,
            let tie = ties.first(where: { Int($0.pitch.step) == head.step && Int($0.pitch.octave) == octave })
        {
            alter = Int(tie.pitch.alter)
        }
        return Pitch(step: head.step, alter: alter, octave: octave)
    }

    /// Whether the pitch that `head` has here can be played.
    func isPlayable(_ head: Head) -> Bool {
        let octave = head.octave + octaveShift
        guard (-1...9).contains(octave) else { return false }
        let midi = 12 * (octave + 1) + PitchClass.semitones[head.step] + (head.accidental ?? alterations[head.step])
        return (2...125).contains(midi) || (head.accidental != nil && (0...127).contains(midi))
    }

    /// Multiplies the last element's length, as a broken rhythm does. False where it would not fit.
    mutating func stretchLast(by n: Int, over d: Int) -> Bool {
        guard var element = last, let time = element.duration.scaled(by: n, over: d),
            let end = element.start.adding(time), end.rounded > element.start.rounded
        else { return false }
        let old = element.start.adding(element.duration)?.rounded ?? 0
        let onset = element.start.rounded
        for i in element.notes {
            if notes[i].duration == old - onset {
                notes[i].duration = end.rounded - onset
            } else {
                notes[i].duration = max(1, notes[i].duration * n / d)
            }
        }
        if let rest = element.rest { rests[rest].duration = end.rounded - onset }
        element.duration = time
        last = element
        position = end
        return true
    }

    /// Ties the last element to what follows. False where it has no notes.
    mutating func tieLast(at offset: Int, line: Line) -> Bool {
        guard let element = last, !element.notes.isEmpty else { return false }
        for i in element.notes { tie(i, at: offset, line: line) }
        return true
    }

    mutating func tie(_ note: Int, at offset: Int, line: Line) {
        guard !notes[note].isTied else { return }
        notes[note].isTied = true
        ties.append(OpenTie(pitch: notes[note].pitch, note: note, offset: offset, line: line))
    }

    /// Ends the open ties at the notes of `range`; those that find no note of their pitch there are undone and returned.
    private mutating func closeTies(with range: Range<Int>, at onset: Int) -> [OpenTie] {
        var loose: [OpenTie] = []
        for tie in ties {
            let isMet = range.contains { notes[$0].pitch.midi == tie.pitch.midi }
            if isMet || tie.isAtSectionEnd { continue }
            notes[tie.note].isTied = false
            loose.append(tie)
        }
        ties.removeAll(keepingCapacity: true)
        return loose
    }

    /// Undoes what the end of the tune leaves hanging: ties, and places of a tuplet that never came.
    mutating func closeTuplet() -> OpenTuplet? {
        guard let open = tuplet else { return nil }
        tuplet = nil
        let count = UInt8(open.index)
        for i in open.firstNote..<notes.count where notes[i].tuplet != nil { notes[i].tuplet?.count = count }
        for i in open.firstRest..<rests.count where rests[i].tuplet != nil { rests[i].tuplet?.count = count }
        return open
    }
}
