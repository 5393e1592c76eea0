import MuseMusic
import MuseProtocols

/// A line of lyrics and the notes that it applies to.
struct LyricLine {
    let place: TextPlace
    let voice: Int
    /// The index of the first note without a syllable.
    var next: Int
    /// The number of notes that the voice had when the line was read.
    var end: Int
}

/// Finds lines of lyrics with fewer syllables than notes.
///
/// The standard leaves the other notes without lyrics (ABC 2.1, section 5.1). That is a mistake if the syllables end in
/// the middle of a bar; whole bars without lyrics are usually meant, and so are notes that are tied to the last one.
struct LyricChecks {
    private let voices: [VoiceBuilder]
    /// The onsets of the bar lines of each voice.
    private let barOnsets: [Set<Int>]

    init(_ voices: [VoiceBuilder]) {
        self.voices = voices
        barOnsets = voices.map { Set($0.barlines.visible.map(\.barline.onset)) }
    }

    func report(_ lines: [LyricLine], _ reports: inout Reports) {
        for line in lines {
            let missing = missingSyllables(line)
            guard missing > 0 else { continue }
            let notes = missing == 1 ? "1 note has" : "\(missing) notes have"
            reports.add(
                .warning,
                "fewer syllables than notes: \(notes) none; '*' skips a note, '_' holds a syllable "
                    + "(ABC 2.1, section 5.1)", at: line.place, voice: line.voice, kind: .lyrics)
        }
    }

    private func missingSyllables(_ line: LyricLine) -> Int {
        let voice = voices[line.voice]
        guard line.next > 0, line.next < line.end, line.end <= voice.notes.count else { return 0 }
        var next = line.next
        var last = line.next - 1
        while next < line.end, voice.notes[last].isTied {
            last = next
            next += 1
        }
        guard next < line.end else { return 0 }
        let onset = voice.notes[next].onset
        let startsBar = barOnsets[line.voice].contains(onset)
        var onsets = 1
        for i in next + 1..<max(next + 1, line.end) where voice.notes[i].onset != voice.notes[i - 1].onset {
            onsets += 1
        }
        return startsBar && onsets > 1 ? 0 : onsets
    }
}
