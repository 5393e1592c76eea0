import MuseProtocols

/// The words below a line of music, a `w:` line a verse.
struct ABCLyrics {
    /// Whether the part has any; most have none, and then nothing is kept.
    private let isNeeded: Bool
    /// For each note of the line, the one whose syllables it shows; -1 for a note that shows none.
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
            var isInWord = false
            for note in notes {
                let lyrics = note < 0 ? [] : part.notes[note].marks.lyrics
                let syllable = verse < lyrics.count ? lyrics[verse] : ""
                if !isInWord { text.append(.space) }
                isInWord = text.append(syllable: syllable)
            }
            text.append(.newline)
        }
        notes.removeAll(keepingCapacity: true)
    }
}

extension ABCText {
    /// A syllable; `*` where a note has none.
    ///
    /// - Returns: whether its word goes on.
    fileprivate mutating func append(syllable: String) -> Bool {
        guard !syllable.isEmpty else {
            append(UInt8(ascii: "*"))
            return false
        }
        if syllable == "_" || syllable == "-" {
            bytes.append(contentsOf: syllable.utf8)
            return false
        }
        let goesOn = syllable.utf8.last == .tie
        for byte in goesOn ? syllable.utf8.dropLast() : syllable.utf8[...] {
            switch byte {
            case 0..<0x20, 0x7F: continue
            case .space: append(UInt8(ascii: "~"))
            case .tie, UInt8(ascii: "_"), UInt8(ascii: "*"), UInt8(ascii: "~"), .percent, .backslash, .bar:
                append(.backslash)
                append(byte)
            default: append(byte)
            }
        }
        if goesOn { append(.tie) }
        return goesOn
    }
}
