/// What a `!` or `+` starts.
package enum DecorationToken: Equatable {
    /// `!trill!`, `+trill+`
    case name(Range<Int>)
    /// `+CEG+`, the obsolete syntax of a chord; the cursor is at its first note, the closing `+` at `end`.
    case oldChord(end: Int)
    /// A lone `!`, the obsolete syntax of a line break.
    case lineBreak
    case strayPlus

    init(_ cursor: inout LineCursor) {
        let start = cursor.offset
        let sign = cursor.bytes[start]
        var close = start + 1
        while close < cursor.end, close - start <= 32, cursor.bytes[close] != sign,
            cursor.bytes[close] != UInt8(ascii: "|"), !cursor.bytes[close].isSpace
        {
            close += 1
        }
        cursor.offset += 1
        guard close < cursor.end, cursor.bytes[close] == sign, close > start + 1 else {
            self = sign == UInt8(ascii: "+") ? .strayPlus : .lineBreak
            return
        }
        let name = start + 1..<close
        if !Decorations.isKnown(String(decoding: cursor.bytes[name], as: UTF8.self)), Self.isMusic(cursor.bytes[name]) {
            self = sign == UInt8(ascii: "+") ? .oldChord(end: close) : .lineBreak
        } else {
            cursor.offset = close + 1
            self = .name(name)
        }
    }

    /// Whether a text consists of notes, lengths and the signs between them. `!//!` has no note: it is a decoration of
    /// abcm2ps.
    private static func isMusic(_ text: ArraySlice<UInt8>) -> Bool {
        text.contains { $0.isNoteLetter || "zx".utf8.contains($0) }
            && text.allSatisfy { $0.isDigit || $0.isNoteLetter || "zx^_=/,'-()<>\"[]{}".utf8.contains($0) }
    }
}
