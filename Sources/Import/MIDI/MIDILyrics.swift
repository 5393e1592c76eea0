import MuseMusic

/// The syllables of a file, as lyrics or as the texts of a karaoke file.
///
/// In karaoke files (`.kar`), `\` and `/` before a syllable start a paragraph or line, a space before or after it
/// separates words, and texts that start with `@` are about the file: `@T` is its title.
///
/// Source: RP-017, SMF Lyric Events Definition, MIDI Manufacturers Association 1998; the conventions of Soft Karaoke.
struct MIDILyrics {
    /// Syllables as `Marks.lyrics` has them: with a hyphen if the word goes on.
    let syllables: [Timed<String>]

    /// - Parameter events: texts as in the file, in order of time.
    init(_ events: [Timed<String>]) {
        let events = events.filter { !$0.value.hasPrefix("@") }.map { Timed($0.onset, Self.syllable($0.value)) }
        // Without spaces, each syllable is a word, or has its hyphen already.
        let separates = events.contains { $0.value.hasSuffix(" ") || $0.value.hasPrefix(" ") }
        var result: [Timed<String>] = []
        for (i, event) in events.enumerated() {
            let text = event.value.trimmed
            guard !text.isEmpty else { continue }
            let next = i + 1 < events.count ? events[i + 1].value : " "
            let ends = event.value.hasSuffix(" ") || next.hasPrefix(" ") || text.hasSuffix("-")
            result.append(Timed(event.onset, separates && !ends ? text + "-" : text))
        }
        syllables = result
    }

    /// The title in the texts of a karaoke file; nil if there is none.
    static func title(_ texts: [String]) -> String? {
        texts.first { $0.hasPrefix("@T") }.map { String($0.dropFirst(2)).trimmed }
    }

    /// A new line separates words.
    private static func syllable(_ text: String) -> String {
        text.first.map { "\\/\r\n".contains($0) } == true ? " " + text.dropFirst() : text
    }
}

extension String {
    /// The text without spaces at its ends, and with control characters as spaces.
    var trimmed: String {
        let scalars = unicodeScalars.map { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? " " : $0 }
        guard let first = scalars.firstIndex(where: { $0 != " " }), let last = scalars.lastIndex(where: { $0 != " " })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }
}
