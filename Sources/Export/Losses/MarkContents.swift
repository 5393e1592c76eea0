import MuseMusic

/// The kinds of marks that the notes, rests and bar lines of a score have.
struct MarkContents {
    private(set) var hasGraces = false
    private(set) var hasSlurs = false
    private(set) var hasAnnotations = false
    private(set) var hasMicrotones = false
    private(set) var hasOpenBars = false
    private(set) var hasLyricsInOtherVoices = false
    private(set) var verseCount = 0
    /// In order of first occurrence.
    private(set) var decorations: [String] = []
    private(set) var restDecorations: [String] = []

    mutating func add(_ note: Note) {
        if note.pitch.cents != 0 { hasMicrotones = true }
        guard !note.marks.isEmpty else { return }
        add(note.marks)
        add(decorations: note.marks.decorations)
        let lyrics = note.marks.lyrics
        guard let last = lyrics.lastIndex(where: { !$0.isEmpty }) else { return }
        verseCount = max(verseCount, last + 1)
        if note.voice > 0 { hasLyricsInOtherVoices = true }
    }

    mutating func add(_ rest: Rest) {
        if rest.isOpen { hasOpenBars = true }
        guard !rest.marks.isEmpty else { return }
        add(rest.marks)
        add(decorations: rest.marks.decorations)
        for name in rest.marks.decorations where !restDecorations.contains(name) { restDecorations.append(name) }
    }

    mutating func add(decorations names: [String]) {
        for name in names where !decorations.contains(name) { decorations.append(name) }
    }

    private mutating func add(_ marks: Marks) {
        if !marks.graces.isEmpty { hasGraces = true }
        if marks.slurStarts > 0 { hasSlurs = true }
        if !marks.annotations.isEmpty { hasAnnotations = true }
    }
}
