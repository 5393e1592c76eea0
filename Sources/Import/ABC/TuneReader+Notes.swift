import MuseMusic
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
        if voices[current].isBarlineMissing { addMissingBarline(at: offset) }
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
        if voices[current].isBarlineMissing { addMissingBarline(at: offset) }
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
    mutating func takePending(note: Int?, rest: Int?) -> Marks {
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
}
