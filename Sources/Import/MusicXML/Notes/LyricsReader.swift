import MuseMusic
import MuseProtocols

/// Reads the lyrics of one voice. A syllable that is held gets a `-` or `_` for each further note.
struct LyricsReader {
    private struct Syllable {
        let element: Int
        /// `-` within a word, `_` for an extended syllable.
        let sign: Unicode.Scalar
        /// The notes since, to which it is held if the next syllable shows that it is.
        var heldNotes = 0
    }

    /// The syllable of each verse that is not yet complete.
    private var open: [Int: Syllable] = [:]

    private static let largestVerse = 32

    /// Moves on to the next note or chord, to which open syllables may be held.
    mutating func advance() {
        for verse in Array(open.keys) { open[verse]?.heldNotes += 1 }
    }

    /// Reads the lyrics of the current note or chord.
    ///
    /// - Parameter verses: the numbers of verses by the name of their line.
    mutating func read(
        _ lyrics: [XMLElement], at index: Int, _ verses: inout VerseNumbers, _ elements: inout [PartElement],
        _ reports: inout XMLReports
    ) {
        for lyric in lyrics {
            let verse = verses.verse(of: lyric, besides: elements[index].marks.lyrics)
            guard verse < Self.largestVerse else {
                reports.addLoss("more than \(Self.largestVerse) verses", at: lyric.place)
                continue
            }
            let text = Self.text(lyric)
            let extend = lyric.first("extend")
            guard !text.isEmpty else {
                if lyric.has("humming") || lyric.has("laughing") {
                    reports.addLoss("humming and laughing", at: lyric.place)
                }
                if extend?["type"] == "stop" { complete(verse, &elements, isHeldHere: true) }
                continue
            }
            complete(verse, &elements, isHeldHere: false)
            let syllabic = lyric.all("syllabic").last?.text
            let isWithinWord = syllabic == "begin" || syllabic == "middle"
            elements[index].marks.setLyric(isWithinWord ? text + "-" : text, verse: verse)
            if isWithinWord {
                open[verse] = Syllable(element: index, sign: "-")
            } else if extend != nil {
                open[verse] = Syllable(element: index, sign: "_")
            }
        }
    }

    /// Ends extended syllables, at a rest or at the end of the part.
    mutating func endExtensions(_ elements: inout [PartElement]) {
        for verse in open.keys.sorted() where open[verse]?.sign == "_" {
            open[verse]?.heldNotes += 1
            complete(verse, &elements, isHeldHere: false)
        }
    }

    private mutating func complete(_ verse: Int, _ elements: inout [PartElement], isHeldHere: Bool) {
        guard let syllable = open.removeValue(forKey: verse) else { return }
        let count = isHeldHere ? syllable.heldNotes : syllable.heldNotes - 1
        guard count > 0 else { return }
        let text = elements[syllable.element].marks.lyrics[verse]
        elements[syllable.element].marks.setLyric(
            text + String(repeating: Character(syllable.sign), count: count), verse: verse)
    }

    /// Returns the syllables of a `lyric`, joined by their elisions.
    private static func text(_ lyric: XMLElement) -> String {
        var result = ""
        for child in lyric.children {
            if child.name == "text" { result += child.text }
            if child.name == "elision" { result += child.text.isEmpty ? " " : child.text }
        }
        return result
    }
}

/// Numbers the verses of a part.
struct VerseNumbers {
    private var verses: [String: Int] = [:]

    /// Returns the verse of a `lyric`, from 0: its number, or the next one that the note has no syllable of.
    ///
    /// A line of lyrics is identified by its number and name; both may be missing, and the number may be any text.
    mutating func verse(of lyric: XMLElement, besides syllables: [String]) -> Int {
        let number = lyric["number"] ?? ""
        let line = "\(number) \(lyric["name"] ?? "")"
        var verse = verses[line] ?? Int(number).map { min(max($0, 1), 1000) - 1 } ?? 0
        while syllables.indices.contains(verse), !syllables[verse].isEmpty { verse += 1 }
        verses[line] = verse
        return verse
    }
}
