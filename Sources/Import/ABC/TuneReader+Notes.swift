import MuseProtocols

extension TuneReader {
    /// A length after a note: `2`, `3/2`, `/`, `//`, `/4`.
    struct Length {
        var numerator = 1
        var denominator = 1
        /// A number is zero or too large to be meant.
        var isUnreadable = false
    }

    /// No voice holds more notes than this, so that a file of nothing but notes does not fill the memory.
    static let mostNotes = 10_000_000

    mutating func readNumber() -> Int? {
        guard peek().isDigit else { return nil }
        var value = 0
        while peek().isDigit {
            // Saturates: all that matters about larger numbers is that they are too large.
            value = min(value * 10 + Int(bytes[i] - 0x30), 1_000_000_000)
            i += 1
        }
        return value
    }

    mutating func readLength() -> Length {
        var length = Length()
        let first = peek()
        guard first.isDigit || first == UInt8(ascii: "/") else { return length }
        if let number = readNumber() { length.numerator = number }
        while peek() == UInt8(ascii: "/") {
            i += 1
            length.denominator = min(length.denominator * (readNumber() ?? 2), 1_000_000_000)
        }
        let sane = 1...1_000_000_000 - 1
        if !sane.contains(length.numerator) || !sane.contains(length.denominator)
            || length.denominator > 1_000_000
        {
            length.isUnreadable = true
        }
        return length
    }

    /// Accidental, letter and octave; nil, with a message, where no note can be made of it. The scanner moves on.
    mutating func readHead() -> Head? {
        let start = i
        let accidental = readAccidental()
        let letter = peek()
        let step: Int
        var octave = 4
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "G"): step = (Int(letter) - 0x41 + 5) % 7
        case UInt8(ascii: "a")...UInt8(ascii: "g"):
            step = (Int(letter) - 0x61 + 5) % 7
            octave = 5
        default:
            report(.warning, "an accidental without a note: skipped", at: start)
            return nil
        }
        i += 1
        while true {
            if peek() == UInt8(ascii: "'") {
                octave += 1
            } else if peek() == UInt8(ascii: ",") {
                octave -= 1
            } else {
                break
            }
            i += 1
        }
        return Head(step: step, octave: octave, accidental: accidental, offset: start)
    }

    private mutating func readAccidental() -> Int? {
        let sign = peek()
        guard sign == UInt8(ascii: "^") || sign == UInt8(ascii: "_") || sign == UInt8(ascii: "=") else { return nil }
        let start = i
        while peek() == sign { i += 1 }
        let count = i - start
        if sign == UInt8(ascii: "=") {
            if count > 1 { report(.warning, "more than one natural sign; read as one", at: start) }
            return 0
        }
        if count > 2 { report(.warning, "\(count) accidentals on one note; read as two", at: start) }
        if peek().isDigit || peek() == UInt8(ascii: "/") {
            _ = readLength()
            report(.warning, "a quarter-tone accidental; read as a semitone", at: start)
        }
        return sign == UInt8(ascii: "^") ? min(count, 2) : -min(count, 2)
    }

    mutating func readNote() {
        let start = i
        guard var head = readHead() else { return }
        let length = readLength()
        guard !length.isUnreadable else {
            report(.error, "the length of this note is zero or too large; the note is left out", at: start)
            pending = PendingMarks()
            return
        }
        head.numerator = length.numerator
        head.denominator = length.denominator
        heads.removeAll(keepingCapacity: true)
        heads.append(head)
        place(times: 1, over: 1, at: start)
    }

    /// Places the chord in `heads`, with what was waiting for it.
    mutating func place(times numerator: Int, over denominator: Int, at offset: Int) {
        var unplayable: Head?
        for head in heads where unplayable == nil && !voices[current].isPlayable(head) { unplayable = head }
        if let unplayable {
            report(.error, "this note lies outside the range of MIDI; left out", at: unplayable.offset)
            heads.removeAll { !voices[current].isPlayable($0) }
            if heads.isEmpty {
                let length = (unplayable.numerator * numerator, unplayable.denominator * denominator)
                placeRest(times: length.0, over: length.1, isVisible: true, at: offset)
                return
            }
        }
        guard voices[current].notes.count < Self.mostNotes else {
            report(
                .error, "more than \(Self.mostNotes) notes in one voice; the rest of the tune is left out", at: offset)
            i = end
            lineIndex = lines.count
            return
        }
        let marks = takePending(note: voices[current].notes.count, rest: nil)
        do {
            let loose = try voices[current].place(heads, times: numerator, over: denominator, marks: marks)
            report(loose)
        } catch {
            report(error, at: offset)
        }
    }

    mutating func placeRest(times numerator: Int, over denominator: Int, isVisible: Bool, at offset: Int) {
        let marks = takePending(note: nil, rest: voices[current].rests.count)
        do {
            let loose = try voices[current].placeRest(
                times: numerator, over: denominator, isVisible: isVisible, marks: marks)
            report(loose)
        } catch {
            report(error, at: offset)
        }
    }

    private mutating func report(_ loose: [OpenTie]) {
        for tie in loose {
            report(.warning, "a tie to no note of its pitch: left out", at: tie.offset, line: tie.line)
        }
    }

    /// An element that could not be placed: slurs that were to begin at it do not.
    mutating func report(_ misfit: Voice.Misfit, at offset: Int) {
        let (notes, rests) = (voices[current].notes.count, voices[current].rests.count)
        while let slur = voices[current].slurs.last, slur.note ?? -1 >= notes || slur.rest ?? -1 >= rests {
            voices[current].slurs.removeLast()
        }
        switch misfit {
        case .tooLong: report(.error, "too long: the music would not fit; left out", at: offset)
        case .tooShort: report(.error, "too short to have a length; left out", at: offset)
        case .outOfRange: report(.error, "outside the range of MIDI; left out", at: offset)
        }
    }

    /// The marks that were waiting for a note, or rest, with this number; chord symbols find their place.
    private mutating func takePending(note: Int?, rest: Int?) -> Marks {
        guard !pending.isEmpty else { return Marks() }
        let onset = voices[current].position.rounded
        for symbol in pending.chordSymbols { symbolsPlaced.append(Timed(onset, symbol)) }
        for offset in pending.slurs {
            voices[current].slurs.append(OpenSlur(note: note, rest: rest, offset: offset, line: line))
        }
        let marks = pending.take()
        pending = PendingMarks()
        return marks
    }

    // MARK: - Rests

    /// `z`, `x`, and `Z4`, `X4` for whole bars.
    mutating func readRest() {
        let start = i
        let letter = bytes[i]
        i += 1
        let length = readLength()
        guard !length.isUnreadable else {
            report(.error, "the length of this rest is zero or too large; the rest is left out", at: start)
            return
        }
        let isVisible = letter == UInt8(ascii: "z") || letter == UInt8(ascii: "Z")
        if letter == UInt8(ascii: "z") || letter == UInt8(ascii: "x") {
            placeRest(times: length.numerator, over: length.denominator, isVisible: isVisible, at: start)
            return
        }
        guard length.denominator == 1, length.numerator <= 2_000 else {
            report(.error, "a rest of more than 2000 bars, or of no whole number of them; left out", at: start)
            return
        }
        closeTuplet()
        for bar in 0..<length.numerator {
            if bar > 0 { endBar(Barline(onset: voices[current].position.rounded), at: start) }
            let marks = takePending(note: nil, rest: voices[current].rests.count)
            do {
                try voices[current].placeBarRest(isVisible: isVisible, marks: marks)
            } catch {
                report(error, at: start)
                return
            }
        }
    }

    // MARK: - What looks back at the last note

    /// `>` makes the note before half as long again and halves the next; `<` the other way round; `>>` more so.
    mutating func readBroken() {
        let start = i
        let sign = bytes[i]
        while peek() == sign { i += 1 }
        let count = i - start
        guard count <= 3 else {
            report(.warning, "a broken rhythm of \(count) signs: skipped", at: start)
            return
        }
        guard let last = voices[current].last, !last.isSettled, voices[current].broken == nil else {
            report(.warning, "a broken rhythm with no note before it: skipped", at: start)
            return
        }
        let whole = 1 << count
        let long = (2 * whole - 1, whole)
        let short = (1, whole)
        let (before, after) = sign == UInt8(ascii: ">") ? (long, short) : (short, long)
        guard voices[current].stretchLast(by: before.0, over: before.1) else {
            report(.error, "a broken rhythm that leaves no length: skipped", at: start)
            return
        }
        voices[current].broken = (after.0, after.1, start, line)
    }

    mutating func readTie() {
        let start = i
        i += 1
        if !voices[current].tieLast(at: start, line: line) {
            report(.warning, "a tie with no note before it: skipped", at: start)
        }
    }

    mutating func endSlur() {
        let start = i
        i += 1
        guard let last = voices[current].last, voices[current].slurs.popLast() != nil else {
            report(.warning, "a slur ends that never began: skipped", at: start)
            return
        }
        if let note = last.notes.first {
            voices[current].notes[note].marks.slurEnds += 1
        } else if let rest = last.rest {
            voices[current].rests[rest].marks.slurEnds += 1
        }
    }
}
