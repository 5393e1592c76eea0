/// Divides the lines of a tune into lexical items: fields and directives, notes, rests, bar lines and so on.
///
/// The scanner has no context. After the start of a chord or of grace notes, the reader calls `nextInChord` or
/// `nextInGraces`, because these groups have their own items.
package struct TuneScanner {
    private let text: ABCText
    private let lines: [Line]
    private var nextIndex = 0
    private(set) var cursor: LineCursor

    package init(_ text: ABCText, lines: [Line]) {
        self.text = text
        self.lines = lines
        cursor = LineCursor(text.bytes)
    }

    package var line: Line { cursor.line }

    package func place(_ offset: Int) -> TextPlace { cursor.line.place(offset) }

    package func byte(_ offset: Int) -> UInt8 { cursor.bytes[offset] }

    package func string(_ range: Range<Int>) -> String { text.string(range) }

    /// Returns the text of a field, trimmed and with its escapes resolved.
    package func text(of range: Range<Int>) -> String { TextEscapes.resolve(text.string(text.trimmed(range))) }

    // MARK: - Lines

    /// Moves to the next line of the tune; returns false after the last one.
    package mutating func nextLine() -> Bool {
        guard nextIndex < lines.count else { return false }
        move(to: lines[nextIndex])
        nextIndex += 1
        return true
    }

    /// Moves to a line that need not belong to the tune.
    package mutating func move(to line: Line) { cursor.move(to: line) }

    /// Skips the rest of the tune.
    package mutating func stop() {
        nextIndex = lines.count
        cursor.moveToEnd()
    }

    /// Returns the current line as one of a header.
    package func headerLine() -> LineItem {
        let line = cursor.line
        let first = text.bytes[line.start]
        if first == UInt8(ascii: "%") { return directive(line) }
        guard line.end - line.start >= 2, text.bytes[line.start + 1] == UInt8(ascii: ":"),
            first.isLetter || first == UInt8(ascii: "+")
        else { return .text(value(of: line, from: line.start)) }
        return field(first, line)
    }

    /// Returns the current line as one of a body. If it is music, the scanner is at its first item.
    package mutating func bodyLine() -> LineItem {
        let line = cursor.line
        cursor.skipSpaces()
        let first = cursor.peek()
        if first == UInt8(ascii: "%") { return directive(line) }
        // `C:|` and `G::` are notes before a bar line.
        guard cursor.offset == line.start, cursor.peek(1) == UInt8(ascii: ":"),
            cursor.peek(2) != UInt8(ascii: "|"), cursor.peek(2) != UInt8(ascii: ":"),
            first.isLetter || first == UInt8(ascii: "+")
        else { return .music }
        return field(first, line)
    }

    private func directive(_ line: Line) -> LineItem {
        guard line.end - line.start > 2, text.bytes[line.start + 1] == UInt8(ascii: "%") else { return .comment }
        return .directive(text.trimmed(line.start + 2..<line.end))
    }

    private func field(_ letter: UInt8, _ line: Line) -> LineItem {
        .field(FieldToken(letter: letter, value: value(of: line, from: line.start + 2), offset: line.start + 2))
    }

    /// Returns the value up to a comment, which starts with a `%` without a backslash before it.
    private func value(of line: Line, from start: Int) -> Range<Int> {
        var end = start
        while end < line.end {
            if text.bytes[end] == UInt8(ascii: "%"), end == start || text.bytes[end - 1] != UInt8(ascii: "\\") { break }
            end += 1
        }
        return text.trimmed(start..<end)
    }

    // MARK: - Music

    /// Returns the next item of a line of music; nil at its end.
    package mutating func next() -> MusicItem? { MusicScanner.next(&cursor) }

    /// Returns the next item of a chord, up to `.chordEnd`; nil at the end of the line.
    package mutating func nextInChord() -> MusicItem? { GroupScanner.nextInChord(&cursor) }

    /// Returns the next note of an old chord that ends at `end`; nil after the last one, with the scanner after the
    /// chord.
    package mutating func nextInOldChord(to end: Int) -> MusicItem? { GroupScanner.nextInOldChord(&cursor, to: end) }

    /// Returns the next note of a group of grace notes, then `.gracesEnd`.
    package mutating func nextInGraces() -> MusicItem { GroupScanner.nextInGraces(&cursor) }

    /// Reads a length, as after a chord; 1 if there is none.
    package mutating func length() -> NoteLength { NoteLength(&cursor) }

    /// Whether a length without a note starts here.
    package var isAtLength: Bool { cursor.peek().isDigit || cursor.peek() == UInt8(ascii: "/") }

    /// Moves past the byte of an `.unscanned` item.
    package mutating func skipByte() { cursor.offset += 1 }

    /// Moves to the next line if it continues the chord that is open at the end of this one, with notes up to a `]`:
    /// old tunebooks break lines anywhere. Returns false if it does not.
    package mutating func continueChord() -> Bool {
        guard cursor.isAtEnd, nextIndex < lines.count else { return false }
        let next = lines[nextIndex]
        var k = next.start
        while k < next.end, Self.continuesChord(text.bytes[k]) { k += 1 }
        guard k < next.end, text.bytes[k] == UInt8(ascii: "]") else { return false }
        return nextLine()
    }

    private static func continuesChord(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte.isSpace || "/^_=,'-.".utf8.contains(byte)
    }
}
