import MuseMusic
import MuseProtocols

extension TuneReader {
    mutating func readBodyLine(_ line: Line) {
        self.line = line
        i = line.start
        end = line.end
        while i < end, bytes[i].isSpace { i += 1 }
        let first = peek()
        if first == UInt8(ascii: "%") {
            readDirective(line)
            return
        }
        if peek(1) == UInt8(ascii: ":"), i == line.start, isBodyField(first) {
            if first == UInt8(ascii: "+") {
                if lastField == UInt8(ascii: "w") {
                    readLyrics(value(of: line, from: i + 2), at: i + 2, goesOn: true)
                } else {
                    readHeaderLine(line, isFileHeader: false)
                }
                return
            }
            if first == UInt8(ascii: "K") || first == UInt8(ascii: "X") { lastField = first }
            lastField = first
            readField(first, first == UInt8(ascii: "w") ? lyricsText(line) : value(of: line, from: i + 2), at: i + 2)
            return
        }
        lastField = 0
        readMusic()
    }

    /// A letter and a colon begin a field, unless a bar line makes them music: `C:|`, `G::`.
    private func isBodyField(_ letter: UInt8) -> Bool {
        guard letter.isLetter || letter == UInt8(ascii: "+") else { return false }
        return peek(2) != UInt8(ascii: "|") && peek(2) != UInt8(ascii: ":")
    }

    /// Lyrics keep their backslashes: `\-` is a hyphen of a word.
    private func lyricsText(_ line: Line) -> String {
        var end = line.start + 2
        while end < line.end, bytes[end] != UInt8(ascii: "%") || bytes[end - 1] == UInt8(ascii: "\\") { end += 1 }
        return text.string(trimmed(line.start + 2, end))
    }

    mutating func readMusic() {
        voices[current].startLine(line.number)
        if peek().isDigit || peek() == UInt8(ascii: "/") { readTornLength() }
        while i < end {
            let byte = bytes[i]
            switch byte {
            case 0x20, 0x09, UInt8(ascii: "`"): i += 1
            case UInt8(ascii: "A")...UInt8(ascii: "G"), UInt8(ascii: "a")...UInt8(ascii: "g"), UInt8(ascii: "^"),
                UInt8(ascii: "_"), UInt8(ascii: "="):
                readNote()
            case UInt8(ascii: "|"), UInt8(ascii: ":"): readBarline()
            case UInt8(ascii: "z"), UInt8(ascii: "x"), UInt8(ascii: "Z"), UInt8(ascii: "X"): readRest()
            case UInt8(ascii: "?"): readOpenBar()
            case UInt8(ascii: "["): readBracket()
            case UInt8(ascii: "("): readParenthesis()
            case UInt8(ascii: ")"): endSlur()
            case UInt8(ascii: "{"): readGraces()
            case UInt8(ascii: "\""): readQuoted()
            case UInt8(ascii: ">"), UInt8(ascii: "<"): readBroken()
            case UInt8(ascii: "-"): readTie()
            case UInt8(ascii: "!"), UInt8(ascii: "+"): readDecoration(byte)
            case UInt8(ascii: "."): readDot()
            case UInt8(ascii: "&"): readOverlay()
            case UInt8(ascii: "%"): i = end
            case UInt8(ascii: "\\"):
                i += 1
            case UInt8(ascii: "y"):
                i += 1
                _ = readLength()
            case UInt8(ascii: "*"), UInt8(ascii: "$"), UInt8(ascii: ";"): i += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"): readStrayDigits()
            default:
                if byte < 0x80, !symbols[Int(byte)].isEmpty {
                    pending.decorations.append(symbols[Int(byte)])
                    pending.isEmpty = false
                    i += 1
                } else {
                    skipUnknown()
                }
            }
        }
    }

    /// A length at the start of a line: that of the note before, which the line break tore off.
    private mutating func readTornLength() {
        guard let last = voices[current].last, !last.isSettled, voices[current].broken == nil else { return }
        let start = i
        let length = readLength()
        guard !length.isUnreadable,
            voices[current].stretchLast(by: length.numerator, over: length.denominator)
        else { return }
        voices[current].noteMissingBarline()
        report(.warning, "a length at the start of a line: given to the note before", at: start)
    }

    mutating func skipUnknown() {
        let start = i
        i += 1
        while i < end, bytes[i] & 0xC0 == 0x80 { i += 1 }
        if start < end, bytes[start] == UInt8(ascii: "]") {
            report(.warning, "']' without '[': skipped", at: start)
        } else {
            let character = shown(start)
            report(.warning, "\(character) means nothing in music: skipped", at: start)
        }
    }

    /// Digits where no note is: the number of an ending a little away from its bar line, or a slip.
    private mutating func readStrayDigits() {
        let start = i
        var before = i - 1
        while before >= line.start, bytes[before].isSpace { before -= 1 }
        if before >= line.start, bytes[before] == UInt8(ascii: "|") || bytes[before] == UInt8(ascii: ":") {
            let endings = readEndingNumbers()
            if !endings.isEmpty {
                report(.warning, "a blank between the bar line and the number of its ending", at: start)
                startEnding(endings, at: start)
                return
            }
        }
        while peek().isDigit || peek() == UInt8(ascii: "/") { i += 1 }
        report(.warning, "a number without a note: skipped", at: start)
    }

    /// Closes what a change of voice would tear apart.
    mutating func closeBeforeVoiceChange() {
        guard isInBody, !voices.isEmpty else { return }
        endOverlay()
    }
}

extension Voice {
    /// Lyrics go to the music since the line after the last lyrics.
    mutating func startLine(_ number: Int) {
        guard musicLine != number else { return }
        musicLine = number
        noteMissingBarline()
        if verse > 0 {
            verse = 0
            lyricsStart = notes.count
        }
    }

    /// At the start of a line of text: whether the line before left a full bar without its bar line.
    mutating func noteMissingBarline() {
        guard main == nil, tuplet == nil, let meter, !meter.isFree, !notes.isEmpty else { return }
        isBarlineMissing = position.rounded - barStart.rounded == barTicks
    }
}
