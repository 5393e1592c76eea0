/// Scans the items of chords and of grace notes.
enum GroupScanner {
    /// Returns the next item of a chord, up to `.chordEnd`; nil at the end of the line.
    static func nextInChord(_ cursor: inout LineCursor) -> MusicItem? {
        while cursor.offset < cursor.end {
            let start = cursor.offset
            let byte = cursor.bytes[start]
            switch byte {
            case UInt8(ascii: "]"):
                cursor.offset += 1
                return MusicItem(.chordEnd, at: start)
            case UInt8(ascii: "A")...UInt8(ascii: "G"), UInt8(ascii: "a")...UInt8(ascii: "g"), UInt8(ascii: "^"),
                UInt8(ascii: "_"), UInt8(ascii: "="):
                return MusicItem(MusicScanner.note(&cursor), at: start)
            // Slurs of single notes of a chord are ignored.
            case 0x20, 0x09, UInt8(ascii: "`"), UInt8(ascii: "("), UInt8(ascii: ")"): cursor.offset += 1
            case UInt8(ascii: "-"):
                cursor.offset += 1
                return MusicItem(.tie, at: start)
            case UInt8(ascii: "!"), UInt8(ascii: "+"):
                let decoration = DecorationToken(&cursor)
                if decoration != .lineBreak { return MusicItem(.decoration(decoration), at: start) }
            case UInt8(ascii: "\""): return MusicItem(MusicScanner.text(&cursor), at: start)
            case UInt8(ascii: "z"), UInt8(ascii: "x"): return MusicItem(.rest(RestToken(&cursor)), at: start)
            default: return MusicItem(.unscanned(byte), at: start)
            }
        }
        return nil
    }

    /// Returns the next note of an old chord, `+CEG+`, whose second `+` is at `end`; nil after the last one, with the
    /// cursor after the chord.
    static func nextInOldChord(_ cursor: inout LineCursor, to end: Int) -> MusicItem? {
        while cursor.offset < end {
            let start = cursor.offset
            let byte = cursor.bytes[start]
            if byte.isNoteLetter || "^_=".utf8.contains(byte) {
                let note = MusicScanner.note(&cursor)
                if case .strayAccidental = note { cursor.offset += 1 }
                return MusicItem(note, at: start)
            }
            cursor.offset += 1
        }
        cursor.offset = end + 1
        return nil
    }

    /// Returns the next note of a group of grace notes, then `.gracesEnd`.
    static func nextInGraces(_ cursor: inout LineCursor) -> MusicItem {
        while cursor.offset < cursor.end {
            let start = cursor.offset
            switch cursor.bytes[start] {
            case UInt8(ascii: "}"):
                cursor.offset += 1
                return MusicItem(.gracesEnd, at: start)
            case UInt8(ascii: "A")...UInt8(ascii: "G"), UInt8(ascii: "a")...UInt8(ascii: "g"), UInt8(ascii: "^"),
                UInt8(ascii: "_"), UInt8(ascii: "="):
                return MusicItem(MusicScanner.note(&cursor), at: start)
            // Slurs, ties, broken rhythms and chord brackets of grace notes are ignored.
            default: cursor.offset += 1
            }
        }
        return MusicItem(.gracesEnd, at: cursor.offset)
    }
}
