/// Numbers the open slurs of a part, so that each end is matched with its start.
struct SlurNumbers {
    struct Change: Equatable {
        var isStart: Bool
        var number: Int
    }

    /// MusicXML distinguishes at most 16 slurs; deeper nesting is omitted.
    private static let limit = 16

    private var open: [(voice: UInt8, number: Int)] = []

    /// Returns the slur ends and starts at a note. An end closes the last open slur of its voice. An end without an
    /// open slur cancels a start, because a slur over a single note has no meaning.
    mutating func change(voice: UInt8, starts: Int, ends: Int) -> [Change] {
        var changes: [Change] = []
        var starts = starts
        for _ in 0..<max(0, min(ends, Self.limit)) {
            guard let last = open.lastIndex(where: { $0.voice == voice }) else {
                starts -= 1
                continue
            }
            changes.append(Change(isStart: false, number: open.remove(at: last).number))
        }
        for _ in 0..<max(0, min(starts, Self.limit)) {
            let taken = Set(open.map(\.number))
            guard let number = (1...Self.limit).first(where: { !taken.contains($0) }) else { break }
            open.append((voice, number))
            changes.append(Change(isStart: true, number: number))
        }
        return changes
    }
}

/// Writes lyrics and keeps track of which verses are within a word.
struct Verses {
    private var isWithinWord: [Bool] = []

    mutating func write(_ syllables: [String], to xml: XMLWriter) {
        while isWithinWord.count < syllables.count { isWithinWord.append(false) }
        for (verse, syllable) in syllables.enumerated() where !syllable.isEmpty {
            let continues = syllable.hasSuffix("-")
            let extends = syllable.hasSuffix("_")
            let text = continues || extends ? String(syllable.dropLast()) : syllable
            // A lone hyphen only continues the word.
            if text.isEmpty && !extends { continue }
            xml.start("lyric")
            xml.attribute("number", verse + 1)
            if !text.isEmpty {
                let syllabic: StaticString =
                    switch (isWithinWord[verse], continues) {
                    case (false, false): "single"
                    case (false, true): "begin"
                    case (true, true): "middle"
                    case (true, false): "end"
                    }
                xml.element("syllabic", syllabic)
                xml.element("text", text)
                isWithinWord[verse] = continues
            }
            if extends { xml.empty("extend") }
            xml.end()
        }
    }
}
