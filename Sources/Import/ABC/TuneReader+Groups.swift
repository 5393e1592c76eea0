import MuseMusic
import MuseProtocols

extension TuneReader {
    // MARK: - Tuplets and slurs

    /// `(` before a digit begins a tuplet, before anything else a slur.
    mutating func readParenthesis() {
        if peek(1).isDigit {
            readTuplet()
        } else if peek(1) == UInt8(ascii: "&") {
            i += 2
            report(.error, "an overlay over several bars is not read; its notes follow one another", at: i - 2)
        } else {
            pending.slurs.append(i)
            pending.isEmpty = false
            i += 1
        }
    }

    /// `(p`, `(p:q`, `(p:q:r`, `(p::r`: p notes in the time of q, for r notes.
    ///
    /// Source: ABC 2.1, section 4.13.
    private mutating func readTuplet() {
        let start = i
        i += 1
        let p = readNumber() ?? 0
        var q: Int?
        var r: Int?
        // `(3::` can only be a tuplet, but `(3:|` is one before a bar line.
        if peek() == UInt8(ascii: ":"), peek(1) != UInt8(ascii: "|") {
            i += 1
            q = readNumber()
            if peek() == UInt8(ascii: ":"), peek(1) != UInt8(ascii: "|") {
                i += 1
                r = readNumber()
            }
        }
        guard (2...255).contains(p), (1...255).contains(q ?? 1), (1...255).contains(r ?? 1) else {
            report(.warning, "no tuplet has these numbers; its notes keep their lengths", at: start)
            return
        }
        if voices[current].tuplet != nil { closeTuplet() }
        let isCompound = voices[current].meter?.isCompound ?? false
        let normal: Int =
            q
            ?? {
                switch p {
                case 2, 4, 8: 3
                case 3, 6: 2
                case 5, 7, 9: isCompound ? 3 : 2
                default: 1 << (p.bitWidth - 1 - p.leadingZeroBitCount)
                }
            }()
        voices[current].tuplet = OpenTuplet(
            actual: p, normal: normal, count: r ?? p, offset: start, line: line,
            firstNote: voices[current].notes.count, firstRest: voices[current].rests.count)
    }

    /// Ends a tuplet whose notes did not all come.
    mutating func closeTuplet() {
        guard let open = voices[current].closeTuplet() else { return }
        report(
            .warning, "a tuplet of \(open.count) notes has only \(open.index)", at: open.offset, line: open.line)
    }

    // MARK: - Brackets: chords, inline fields, endings, bar lines

    mutating func readBracket() {
        let next = peek(1)
        if next == UInt8(ascii: "|") || (next == UInt8(ascii: "]")) {
            readBarline()
        } else if next.isDigit {
            let start = i
            i += 1
            let endings = readEndingNumbers()
            if peek() == UInt8(ascii: "]") { i += 1 }
            startEnding(endings, at: start)
        } else if next.isLetter, peek(2) == UInt8(ascii: ":"), peek(3) != UInt8(ascii: "|") {
            readInlineField()
        } else if next == UInt8(ascii: "\""), let close = closingQuote(from: i + 2), !isChordAfter(close) {
            readTextEnding(to: close)
        } else {
            readChord()
        }
    }

    private mutating func readInlineField() {
        let start = i
        var close = i + 3
        while close < end, bytes[close] != UInt8(ascii: "]") { close += 1 }
        guard close < end else {
            report(.error, "an inline field that is not closed by ']': skipped", at: start)
            i += 3
            return
        }
        let letter = bytes[i + 1]
        let value = TextEscapes.resolve(text.string(trimmed(i + 3, close)))
        i = close + 1
        switch Unicode.Scalar(letter) {
        case "K", "L", "M", "Q", "V", "P", "I", "U": readField(letter, value, at: start + 3)
        case "R", "N", "r", "m", "w", "W", "s": break
        default: report(.warning, "a field \(Unicode.Scalar(letter)): inside music: skipped", at: start)
        }
        if letter == UInt8(ascii: "V") { voices[current].startLine(line.number) }
    }

    /// `[ceg]2`, `[c2-g2-]`: notes with lengths and ties of their own, then a length and tie of the whole.
    private mutating func readChord() {
        let start = i
        i += 1
        heads.removeAll(keepingCapacity: true)
        let startLine = line
        var decorations: [String] = []
        chordDecorations.removeAll(keepingCapacity: true)
        var isClosed = false
        loop: while i < end || continueChord(from: start) {
            let byte = bytes[i]
            switch byte {
            case UInt8(ascii: "]"):
                i += 1
                isClosed = true
                break loop
            case UInt8(ascii: "A")...UInt8(ascii: "G"), UInt8(ascii: "a")...UInt8(ascii: "g"), UInt8(ascii: "^"),
                UInt8(ascii: "_"), UInt8(ascii: "="):
                readChordNote(&decorations)
            case 0x20, 0x09, UInt8(ascii: "`"): i += 1
            case UInt8(ascii: "-"):
                if let last = heads.indices.last { heads[last].tie = i }
                i += 1
            case UInt8(ascii: "("), UInt8(ascii: ")"): i += 1
            case UInt8(ascii: "!"), UInt8(ascii: "+"):
                let before = pending.decorations.count
                readDecoration(byte)
                decorations += pending.decorations[min(before, pending.decorations.count)...]
                pending.decorations.removeLast(max(0, pending.decorations.count - before))
            case UInt8(ascii: "\""): readQuoted()
            case UInt8(ascii: "z"), UInt8(ascii: "x"):
                report(.warning, "a rest inside a chord: skipped", at: i)
                i += 1
                _ = readLength()
            default:
                guard byte < 0x80, !symbols[Int(byte)].isEmpty else { break loop }
                decorations.append(symbols[Int(byte)])
                i += 1
            }
        }
        if !isClosed { report(.error, "a chord that is not closed by ']'", at: start, line: startLine) }
        finishChord(at: start)
    }

    private mutating func readChordNote(_ decorations: inout [String]) {
        let start = i
        guard var head = readHead() else { return }
        let length = readLength()
        guard !length.isUnreadable, length.numerator <= 1_000_000 else {
            report(.error, "the length of this note is zero or too large; the note is left out", at: start)
            return
        }
        head.numerator = length.numerator
        head.denominator = length.denominator
        guard heads.count < 128 else { return }
        if !decorations.isEmpty { chordDecorations.append((heads.count, decorations)) }
        decorations.removeAll()
        heads.append(head)
    }

    /// Old tunebooks break lines anywhere: where the next line goes on with notes up to a `]`, the chord does so too.
    private mutating func continueChord(from start: Int) -> Bool {
        guard i >= end, lineIndex + 1 < lines.count else { return false }
        let next = lines[lineIndex + 1]
        var k = next.start
        let isNote = { (byte: UInt8) in
            byte.isLetter || byte.isDigit || byte.isSpace || "/^_=,'-.".utf8.contains(byte)
        }
        while k < next.end, isNote(bytes[k]) { k += 1 }
        guard k < next.end, bytes[k] == UInt8(ascii: "]") else { return false }
        report(.warning, "a chord that goes on in the next line", at: start)
        lineIndex += 1
        line = next
        i = next.start
        end = next.end
        // The length of a note that the line break tore off.
        if peek().isDigit || peek() == UInt8(ascii: "/"), let last = heads.indices.last {
            let length = readLength()
            if !length.isUnreadable, length.numerator <= 1_000_000 {
                heads[last].numerator = length.numerator
                heads[last].denominator = length.denominator
            }
        }
        return i < end
    }

    /// The length and place of the chord whose notes have been read.
    mutating func finishChord(at start: Int) {
        let length = readLength()
        guard !heads.isEmpty else {
            report(.warning, "a chord without notes: skipped", at: start)
            return
        }
        guard !length.isUnreadable, length.numerator <= 1_000_000 else {
            report(.error, "the length of this chord is zero or too large; the chord is left out", at: start)
            return
        }
        let first = voices[current].notes.count
        let ties = heads.map(\.tie)
        let pitches = heads.count
        place(times: length.numerator, over: length.denominator, at: start)
        guard voices[current].notes.count == first + pitches else { return }
        for (k, decorations) in chordDecorations { voices[current].notes[first + k].marks.decorations += decorations }
        chordDecorations.removeAll(keepingCapacity: true)
        for (k, tie) in ties.enumerated() {
            if let tie { voices[current].tie(first + k, at: tie, line: line) }
        }
    }

    /// After the quoted text of `["Am"ceg]` comes a note; after that of an ending, a blank or music outside.
    private func isChordAfter(_ close: Int) -> Bool {
        var k = close + 1
        guard k < end else { return false }
        while k < end {
            switch bytes[k] {
            case UInt8(ascii: "]"): return true
            case UInt8(ascii: "|"), UInt8(ascii: "["), UInt8(ascii: ":"): return false
            default: k += 1
            }
        }
        return false
    }
}
