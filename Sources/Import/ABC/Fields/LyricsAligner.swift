import MuseMusic

/// Aligns the syllables of one line of lyrics with the notes of a voice.
///
/// Source: ABC 2.1, section 5.1.
struct LyricsAligner {
    let verse: Int
    /// The index of the note that gets the next syllable.
    private(set) var next: Int
    /// The index of the note that got the last syllable.
    private var last: Int?

    init(verse: Int, next: Int) {
        self.verse = verse
        self.next = next
    }

    /// Aligns a line of lyrics with the notes from `next` on.
    ///
    /// - Returns: false if the line has more syllables than the voice has notes.
    mutating func align(_ text: String, to voice: inout VoiceBuilder) -> Bool {
        let bytes = Array(text.utf8)
        var i = 0
        while i < bytes.count {
            switch bytes[i] {
            case 0x20, 0x09: i += 1
            case UInt8(ascii: "*"):
                i += 1
                guard skip(in: voice) else { return false }
                last = nil
            case UInt8(ascii: "_"), UInt8(ascii: "-"):
                // Extends the previous syllable over one more note.
                if let last {
                    voice.updateMarks(ofNote: last) { $0.extendLyric(by: Unicode.Scalar(bytes[i]), verse: verse) }
                }
                i += 1
                guard skip(in: voice) else { return false }
            case UInt8(ascii: "|"):
                i += 1
                next = voice.nextBar(after: next)
            default:
                let syllable = Self.syllable(bytes, &i)
                guard next < voice.notes.count else { return false }
                voice.updateMarks(ofNote: next) { $0.setLyric(TextEscapes.resolve(syllable), verse: verse) }
                last = next
                _ = skip(in: voice)
            }
        }
        return true
    }

    private static func syllable(_ bytes: [UInt8], _ i: inout Int) -> String {
        var syllable: [UInt8] = []
        while i < bytes.count {
            let byte = bytes[i]
            if byte == UInt8(ascii: "\\"), i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: "-") {
                syllable.append(UInt8(ascii: "-"))
                i += 2
                continue
            }
            if byte == UInt8(ascii: "-") {
                syllable.append(byte)
                i += 1
                break
            }
            if byte.isSpace || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "|") {
                break
            }
            syllable.append(byte == UInt8(ascii: "~") ? 0x20 : byte)
            i += 1
        }
        return String(decoding: syllable, as: UTF8.self)
    }

    /// Moves past the current note or chord; returns false after the last note.
    private mutating func skip(in voice: VoiceBuilder) -> Bool {
        guard let end = voice.chordEnd(at: next) else { return false }
        next = end
        return true
    }
}
