import MuseMusic

/// The lyrics below a line of music, one `w:` line per verse.
struct ABCLyrics {
    /// Whether the part has any lyrics; if not, nothing is stored.
    private let isNeeded: Bool
    /// For each note of the line, the index of the note whose syllables it shows; -1 if it shows none.
    private var notes: [Int] = []

    init(_ part: Part) {
        isNeeded = part.notes.contains { !$0.marks.isEmpty && !$0.marks.lyrics.isEmpty }
    }

    mutating func append(note index: Int) {
        if isNeeded { notes.append(index) }
    }

    mutating func endLine(_ part: Part, into text: inout ABCText) {
        guard isNeeded, !notes.isEmpty else { return }
        let verses = notes.lazy.map { $0 < 0 ? 0 : part.notes[$0].marks.lyrics.count }.max() ?? 0
        for verse in 0..<max(1, verses) {
            text.append("w:")
            write(verse, part, into: &text)
            text.append(.newline)
        }
        notes.removeAll(keepingCapacity: true)
    }

    private func write(_ verse: Int, _ part: Part, into text: inout ABCText) {
        var isInWord = false
        var i = 0
        while i < notes.count {
            let lyrics = notes[i] < 0 ? [] : part.notes[notes[i]].marks.lyrics
            let syllable = LyricSyllable(verse < lyrics.count ? lyrics[verse] : "")
            i += 1
            if !isInWord { text.append(.space) }
            guard !syllable.text.isEmpty else {
                text.append(UInt8(ascii: "*"))
                isInWord = false
                continue
            }
            text.append(syllable: syllable.text)
            if syllable.isInWord { text.append(.tie) }
            for sign in syllable.holds.prefix(notes.count - i) {
                text.append(sign)
                i += 1
            }
            isInWord = syllable.isInWord
        }
    }
}

extension ABCText {
    /// Appends a syllable; signs that would separate or align syllables are written as character codes.
    fileprivate mutating func append(syllable: Substring) {
        for byte in syllable.utf8 {
            switch byte {
            case 0..<0x20, 0x7F: continue
            case .space: append(UInt8(ascii: "~"))
            case .tie, .percent, .backslash: append(escaped: byte)
            case UInt8(ascii: "_"): append("\\u005f")
            case UInt8(ascii: "*"): append("\\u002a")
            case UInt8(ascii: "~"): append("\\u007e")
            case .bar: append("\\u007c")
            default: append(byte)
            }
        }
    }
}
