/// Numbers the open slurs of a part, so that each end is matched with its start.
struct SlurNumbers {
    struct Change: Equatable {
        var isStart: Bool
        var number: Int
        var isDotted = false
    }

    /// MusicXML distinguishes at most 16 slurs; deeper nesting is omitted.
    private static let limit = 16

    private var open: [(voice: UInt8, number: Int)] = []

    /// Returns the slur ends and starts at a note. An end closes the last open slur of its voice. An end without an
    /// open slur cancels a start, because a slur over a single note has no meaning.
    ///
    /// - Parameter dotted: how many of the slurs that start are dotted, the first ones.
    mutating func change(voice: UInt8, starts: Int, dotted: Int = 0, ends: Int) -> [Change] {
        var changes: [Change] = []
        var starts = starts
        for _ in 0..<max(0, min(ends, Self.limit)) {
            guard let last = open.lastIndex(where: { $0.voice == voice }) else {
                starts -= 1
                continue
            }
            changes.append(Change(isStart: false, number: open.remove(at: last).number))
        }
        for i in 0..<max(0, min(starts, Self.limit)) {
            let taken = Set(open.map(\.number))
            guard let number = (1...Self.limit).first(where: { !taken.contains($0) }) else { break }
            open.append((voice, number))
            changes.append(Change(isStart: true, number: number, isDotted: i < dotted))
        }
        return changes
    }
}

/// Writes the lyrics of a voice and keeps track of which verses are within a word or extend a syllable.
struct Verses {
    private struct Verse {
        var isWithinWord = false
        /// The number of notes over which the last syllable is still extended.
        var extensionCount = 0
    }

    private var verses: [Verse] = []

    /// Writes the syllables of a note, one per verse, in the form of `LyricSyllable`.
    mutating func write(_ syllables: [String], to xml: XMLWriter) {
        while verses.count < syllables.count { verses.append(Verse()) }
        for i in verses.indices {
            if i < syllables.count, !syllables[i].isEmpty {
                write(LyricSyllable(syllables[i]), verse: i, xml)
            } else {
                extend(verse: i, xml)
            }
        }
    }

    private mutating func write(_ syllable: LyricSyllable, verse: Int, _ xml: XMLWriter) {
        let syllabic: StaticString =
            switch (verses[verse].isWithinWord, syllable.isInWord) {
            case (false, false): "single"
            case (false, true): "begin"
            case (true, true): "middle"
            case (true, false): "end"
            }
        let extensionCount = syllable.isInWord ? 0 : syllable.holds.count
        verses[verse] = Verse(isWithinWord: syllable.isInWord, extensionCount: extensionCount)
        lyric(verse, xml) {
            xml.element("syllabic", syllabic)
            xml.element("text", String(syllable.text))
            if extensionCount > 0 { self.extend("start", xml) }
        }
    }

    /// Ends an extension at its last note.
    private mutating func extend(verse: Int, _ xml: XMLWriter) {
        guard verses[verse].extensionCount > 0 else { return }
        verses[verse].extensionCount -= 1
        if verses[verse].extensionCount == 0 { lyric(verse, xml) { extend("stop", xml) } }
    }

    private func extend(_ type: StaticString, _ xml: XMLWriter) {
        xml.start("extend")
        xml.attribute("type", type)
        xml.end()
    }

    private func lyric(_ verse: Int, _ xml: XMLWriter, _ write: () -> Void) {
        xml.start("lyric")
        xml.attribute("number", verse + 1)
        write()
        xml.end()
    }
}
