import MuseMusic
import MuseProtocols

/// Reads notes and chords.
struct ChordReader {
    private var chord = Chord()

    mutating func readNote(
        _ note: NoteToken, _ placer: inout ElementPlacer, _ scanner: inout TuneScanner, _ tune: inout TuneState
    ) {
        tune.report(note.accidental?.problems, at: scanner.place(note.offset))
        tune.report(note.length, at: scanner.place(note.offset))
        guard !note.length.isInvalid else {
            placer.marks.pending = PendingMarks()
            return reportLength(of: "note", at: scanner.place(note.offset), &tune)
        }
        placer.place(note, &scanner, &tune)
    }

    /// Reads `[ceg]2` or `[c2-g2-]`: notes with optional lengths and ties, then a length and tie of the whole chord.
    ///
    /// - Parameter offset: the offset of the bracket.
    mutating func readChord(
        at offset: Int, _ placer: inout ElementPlacer, _ scanner: inout TuneScanner, _ tune: inout TuneState
    ) {
        let start = scanner.place(offset)
        var decorations: [String] = []
        var isClosed = false
        chord.removeAll()
        loop: while true {
            guard let item = scanner.nextInChord() else {
                if continueInNextLine(from: offset, &scanner, &tune) { continue }
                break
            }
            let place = scanner.place(item.offset)
            switch item.kind {
            case .chordEnd:
                isClosed = true
                break loop
            case .note(let note):
                tune.report(note.accidental?.problems, at: place)
                guard note.length.isValidInChord else {
                    reportLength(of: "note", at: place, &tune)
                    continue
                }
                if chord.isFull { continue }
                chord.append(note, decorations: decorations)
                decorations.removeAll()
            case .strayAccidental(let accidental): tune.reportStray(accidental, at: place)
            case .tie: chord.setTie(at: item.offset)
            case .decoration(.name(let name)):
                decorations.append(placer.marks.decoration(scanner.string(name), at: place, &tune))
            case .decoration(.oldChord(let end)):
                readOldChord(at: item.offset, to: end, &placer, &scanner, &tune)
            case .decoration: placer.marks.reportStrayPlus(at: place, &tune)
            case .text(let range): placer.marks.readText(scanner.string(range))
            case .unclosedText: placer.marks.reportUnclosedText(at: place, &tune)
            case .rest: tune.report(.warning, "rest inside a chord; ignored", at: place, kind: .chord)
            case .unscanned(let byte):
                guard let decoration = tune.symbols[byte] else { break loop }
                decorations.append(decoration)
                scanner.skipByte()
            default: preconditionFailure("unexpected item in a chord: \(item.kind)")
            }
        }
        if !isClosed { tune.report(.warning, "the chord is not closed by ']'", at: start, kind: .chord) }
        finishChord(at: offset, &placer, &scanner, &tune)
    }

    /// Moves to the next line if it continues the chord; returns false if not.
    private mutating func continueInNextLine(
        from offset: Int, _ scanner: inout TuneScanner, _ tune: inout TuneState
    ) -> Bool {
        let place = scanner.place(offset)
        guard scanner.continueChord() else { return false }
        tune.report(.warning, "the chord continues in the next line", at: place, kind: .chord)
        if scanner.isAtLength, !chord.isEmpty {
            // The line break separates the last note from its length.
            let length = scanner.length()
            if length.isValidInChord { chord.setLastLength(length) }
        }
        return true
    }

    /// Reads `+CEG+`, the obsolete syntax of a chord.
    mutating func readOldChord(
        at offset: Int, to end: Int, _ placer: inout ElementPlacer, _ scanner: inout TuneScanner,
        _ tune: inout TuneState
    ) {
        chord.removeAll()
        while let item = scanner.nextInOldChord(to: end) {
            let place = scanner.place(item.offset)
            switch item.kind {
            case .note(let note):
                tune.report(note.accidental?.problems, at: place)
                if note.length.isValidInChord, !chord.isFull { chord.append(note) }
            case .strayAccidental(let accidental): tune.reportStray(accidental, at: place)
            default: preconditionFailure("unexpected item in an old chord: \(item.kind)")
            }
        }
        tune.report(
            .warning, "obsolete chord syntax '+CEG+'; read as [CEG]", at: scanner.place(offset), kind: .obsolete)
        finishChord(at: offset, &placer, &scanner, &tune)
    }

    /// Reads the length after the chord and places the chord.
    private mutating func finishChord(
        at offset: Int, _ placer: inout ElementPlacer, _ scanner: inout TuneScanner, _ tune: inout TuneState
    ) {
        let length = scanner.length()
        guard !chord.isEmpty else {
            return tune.report(.warning, "chord without notes; ignored", at: scanner.place(offset), kind: .chord)
        }
        guard length.isValidInChord else { return reportLength(of: "chord", at: scanner.place(offset), &tune) }
        tune.report(length, at: scanner.place(offset))
        tune.report(chord.members[0].note.length, at: scanner.place(offset))
        if chord.hasUnequalLengths {
            tune.report(
                .warning, "notes of different lengths in a chord; all last as long as the first",
                at: scanner.place(offset), kind: .chord)
        }
        let first = tune.voices.current.music.notes.count
        let count = chord.members.count
        placer.place(&chord, times: length, at: offset, &scanner, &tune)
        guard tune.voices.current.music.notes.count == first + count else { return }
        for (i, names) in chord.decorations {
            tune.voices.current.music.updateMarks(ofNote: first + i) { $0.decorations += names }
        }
        for (i, member) in chord.members.enumerated() {
            if let tie = member.tie { tune.voices.current.music.tie(note: first + i, at: scanner.place(tie)) }
        }
    }

    private func reportLength(of element: String, at place: TextPlace, _ tune: inout TuneState) {
        tune.report(
            .error, "the length of this \(element) is divided by zero or too large", at: place, kind: .noteLength)
    }
}
