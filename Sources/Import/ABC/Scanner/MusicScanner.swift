/// Scans the items of a line of music, except those inside chords and grace notes.
enum MusicScanner {
    /// Returns the next item; nil at the end of the line.
    static func next(_ cursor: inout LineCursor) -> MusicItem? {
        while cursor.offset < cursor.end {
            let start = cursor.offset
            switch cursor.bytes[start] {
            case 0x20, 0x09, UInt8(ascii: "`"), UInt8(ascii: "\\"), UInt8(ascii: "*"), UInt8(ascii: "$"),
                UInt8(ascii: ";"):
                cursor.offset += 1
            case UInt8(ascii: "A")...UInt8(ascii: "G"), UInt8(ascii: "a")...UInt8(ascii: "g"), UInt8(ascii: "^"),
                UInt8(ascii: "_"), UInt8(ascii: "="):
                return MusicItem(note(&cursor), at: start)
            case UInt8(ascii: "|"), UInt8(ascii: ":"): return MusicItem(barline(&cursor), at: start)
            case UInt8(ascii: "z"), UInt8(ascii: "x"), UInt8(ascii: "Z"), UInt8(ascii: "X"):
                return MusicItem(.rest(RestToken(&cursor)), at: start)
            case UInt8(ascii: "?"): return MusicItem(openBar(&cursor), at: start)
            case UInt8(ascii: "["): return MusicItem(bracket(&cursor), at: start)
            case UInt8(ascii: "("): return MusicItem(parenthesis(&cursor), at: start)
            case UInt8(ascii: ")"): return item(.slurEnd, &cursor)
            case UInt8(ascii: "{"): return MusicItem(graces(&cursor), at: start)
            case UInt8(ascii: "\""): return MusicItem(text(&cursor), at: start)
            case UInt8(ascii: ">"), UInt8(ascii: "<"):
                let sign = cursor.bytes[start]
                let count = cursor.skip(sign)
                return MusicItem(.brokenRhythm(isLongFirst: sign == UInt8(ascii: ">"), count: count), at: start)
            case UInt8(ascii: "-"): return item(.tie, &cursor)
            case UInt8(ascii: "!"), UInt8(ascii: "+"):
                let decoration = DecorationToken(&cursor)
                if decoration != .lineBreak { return MusicItem(.decoration(decoration), at: start) }
            case UInt8(ascii: "."):
                switch cursor.peek(1) {
                case UInt8(ascii: "|"): return MusicItem(barline(&cursor), at: start)
                // A dotted tie, or the end of a dotted slur.
                case UInt8(ascii: "-"), UInt8(ascii: ")"): cursor.offset += 1
                case UInt8(ascii: "(") where !cursor.peek(2).isDigit:
                    cursor.offset += 2
                    return MusicItem(.dottedSlurStart, at: start)
                default: return item(.staccato, &cursor)
                }
            case UInt8(ascii: "&"):
                cursor.offset += 1
                if cursor.peek() != UInt8(ascii: ")") { return MusicItem(.overlay, at: start) }
                cursor.offset += 1
                return MusicItem(.overlayOfBarsEnd, at: start)
            case UInt8(ascii: "%"): cursor.moveToEnd()
            case UInt8(ascii: "y"):
                // Printed space, as wide as its length.
                cursor.offset += 1
                _ = NoteLength(&cursor)
            case UInt8(ascii: "0")...UInt8(ascii: "9"): return MusicItem(strayDigits(&cursor), at: start)
            default: return MusicItem(.other(cursor.character()), at: start)
            }
        }
        return nil
    }

    private static func item(_ kind: MusicItem.Kind, _ cursor: inout LineCursor) -> MusicItem {
        defer { cursor.offset += 1 }
        return MusicItem(kind, at: cursor.offset)
    }

    static func note(_ cursor: inout LineCursor) -> MusicItem.Kind {
        let start = cursor.offset
        let accidental = Accidental(&cursor)
        guard let note = NoteToken(&cursor, accidental, at: start) else { return .strayAccidental(accidental) }
        return .note(note)
    }

    private static func barline(_ cursor: inout LineCursor) -> MusicItem.Kind {
        guard let barline = BarlineToken(&cursor) else { return .strayColon }
        return .barline(barline)
    }

    /// `?`
    private static func openBar(_ cursor: inout LineCursor) -> MusicItem.Kind {
        let character = cursor.character()
        var next = cursor
        next.skipSpaces()
        switch next.peek() {
        case UInt8(ascii: "%"): return .openBar(closesSection: false)
        case UInt8(ascii: "["): return .openBar(closesSection: false)
        case UInt8(ascii: ":"): return .openBar(closesSection: true)
        case UInt8(ascii: "|"):
            let follows = next.peek(1)
            return .openBar(closesSection: "|]:".utf8.contains(follows))
        default: return next.isAtEnd ? .openBar(closesSection: false) : .other(character)
        }
    }

    /// A chord, an inline field, an ending or a bar line.
    private static func bracket(_ cursor: inout LineCursor) -> MusicItem.Kind {
        let next = cursor.peek(1)
        if next == UInt8(ascii: "|") || next == UInt8(ascii: "]") { return barline(&cursor) }
        if next.isDigit {
            cursor.offset += 1
            let numbers = EndingNumbers(&cursor)
            if cursor.peek() == UInt8(ascii: "]") { cursor.offset += 1 }
            return .ending(numbers)
        }
        if next.isLetter, cursor.peek(2) == UInt8(ascii: ":"), cursor.peek(3) != UInt8(ascii: "|") {
            return inlineField(&cursor)
        }
        if next == UInt8(ascii: "\""), let close = closingQuote(in: cursor, from: cursor.offset + 2),
            !isChord(in: cursor, after: close)
        {
            let text = cursor.offset + 2..<close
            cursor.offset += 2
            let numbers = cursor.peek().isDigit ? EndingNumbers(&cursor) : nil
            cursor.offset = close + 1
            return .textEnding(numbers, text: text)
        }
        cursor.offset += 1
        return .chordStart
    }

    private static func inlineField(_ cursor: inout LineCursor) -> MusicItem.Kind {
        let letter = cursor.peek(1)
        cursor.offset += 3
        var close = cursor.offset
        while close < cursor.end, cursor.bytes[close] != UInt8(ascii: "]") { close += 1 }
        guard close < cursor.end else { return .unclosedField }
        defer { cursor.offset = close + 1 }
        return .inlineField(letter: letter, value: cursor.offset..<close)
    }

    /// A tuplet, the start of an overlay of several bars, or the start of a slur.
    private static func parenthesis(_ cursor: inout LineCursor) -> MusicItem.Kind {
        if cursor.peek(1).isDigit { return .tuplet(TupletToken(&cursor)) }
        if cursor.peek(1) == UInt8(ascii: "&") {
            cursor.offset += 2
            return .overlayOfBars
        }
        cursor.offset += 1
        return .slurStart
    }

    private static func graces(_ cursor: inout LineCursor) -> MusicItem.Kind {
        cursor.offset += 1
        var close = cursor.offset
        while close < cursor.end, !"{}|".utf8.contains(cursor.bytes[close]) { close += 1 }
        guard close < cursor.end, cursor.bytes[close] == UInt8(ascii: "}") else { return .unclosedGraces }
        let isAcciaccatura = cursor.peek() == UInt8(ascii: "/")
        if isAcciaccatura { cursor.offset += 1 }
        return .gracesStart(isAcciaccatura: isAcciaccatura)
    }

    static func text(_ cursor: inout LineCursor) -> MusicItem.Kind {
        cursor.offset += 1
        guard let close = closingQuote(in: cursor, from: cursor.offset) else { return .unclosedText }
        defer { cursor.offset = close + 1 }
        return .text(cursor.offset..<close)
    }

    /// Returns the offset of the quote that closes the text from `start`; nil if this line has none.
    private static func closingQuote(in cursor: LineCursor, from start: Int) -> Int? {
        var k = start
        while k < cursor.end {
            if cursor.bytes[k] == UInt8(ascii: "\""), cursor.bytes[k - 1] != UInt8(ascii: "\\") { return k }
            k += 1
        }
        return nil
    }

    /// Whether the bracket is a chord, as in `["Am"ceg]`: a `]` follows the quote before any bar line.
    private static func isChord(in cursor: LineCursor, after close: Int) -> Bool {
        var k = close + 1
        while k < cursor.end {
            switch cursor.bytes[k] {
            case UInt8(ascii: "]"): return true
            case UInt8(ascii: "|"), UInt8(ascii: "["), UInt8(ascii: ":"): return false
            default: k += 1
            }
        }
        return false
    }

    /// Digits without a note: the numbers of an ending, separated from its bar line, or a mistake.
    private static func strayDigits(_ cursor: inout LineCursor) -> MusicItem.Kind {
        var before = cursor.offset - 1
        while before >= cursor.line.start, cursor.bytes[before].isSpace { before -= 1 }
        var numbers: EndingNumbers?
        if before >= cursor.line.start, [UInt8(ascii: "|"), UInt8(ascii: ":")].contains(cursor.bytes[before]) {
            let found = EndingNumbers(&cursor)
            if !found.numbers.isEmpty { return .looseEnding(found) }
            numbers = found
        }
        while cursor.peek().isDigit || cursor.peek() == UInt8(ascii: "/") { cursor.offset += 1 }
        return .strayNumber(numbers)
    }
}
