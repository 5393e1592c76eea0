import MuseMusic
import MuseProtocols

/// Reads the marks before a note: chord symbols, annotations, decorations and grace notes.
struct MarkReader {
    var pending = PendingMarks()
    private(set) var chordSymbols: ChordSymbolCache

    init(_ chordSymbols: ChordSymbolCache) { self.chordSymbols = chordSymbols }

    /// Reads quoted text: a chord symbol such as `"Gm7"`, or else an annotation.
    mutating func readText(_ text: String) {
        if let symbol = chordSymbols.symbol(text) {
            pending.add(symbol)
        } else if !text.isEmpty {
            pending.add(annotation: TextEscapes.resolve(text))
        }
    }

    func reportUnclosedText(at place: TextPlace, _ tune: inout TuneState) {
        tune.report(
            .warning, "the quoted text is not closed in its line; the quote is ignored", at: place, kind: .quotation)
    }

    /// Returns the standard name of a decoration; an unknown one is reported and kept.
    func decoration(_ name: String, at place: TextPlace, _ tune: inout TuneState) -> String {
        if !Decorations.isKnown(name) {
            // A name of one or two letters is near to every other one.
            let nearest = name.count > 2 ? nearestName(to: name, in: Decorations.sortedNames) : nil
            let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; kept unchanged"
            tune.report(
                .warning, "the standard has no decoration '\(name)'\(hint)", at: place, kind: .decoration)
        }
        return Decorations.standardName(name)
    }

    func reportStrayPlus(at place: TextPlace, _ tune: inout TuneState) {
        tune.report(.warning, "'+' has no meaning here; ignored", at: place)
    }

    /// Reads `{gef}` or `{/g}` and adds them to the grace notes of the next note.
    ///
    /// - Parameter offset: the offset of the brace.
    mutating func readGraces(
        isAcciaccatura: Bool, at offset: Int, _ scanner: inout TuneScanner, _ tune: inout TuneState
    ) {
        var graces = Graces(pending.graces.notes, isAcciaccatura: isAcciaccatura)
        loop: while true {
            let item = scanner.nextInGraces()
            switch item.kind {
            case .note(let note):
                tune.report(note.accidental?.problems, at: scanner.place(item.offset))
                read(note, into: &graces, at: scanner.place(item.offset), &tune)
            case .strayAccidental(let accidental):
                tune.reportStray(accidental, at: scanner.place(item.offset))
            case .gracesEnd: break loop
            default: preconditionFailure("unexpected item in grace notes: \(item.kind)")
            }
        }
        if !graces.notes.isEmpty { pending.graces = graces }
    }

    private func read(_ note: NoteToken, into graces: inout Graces, at place: TextPlace, _ tune: inout TuneState) {
        let length = note.length
        guard tune.voices.current.pitches.isPlayable(note), !length.isInvalid, graces.notes.count < 64,
            let time = tune.voices.current.unit.scaled(by: length.numerator, over: length.denominator),
            time.rounded > 0
        else {
            tune.report(.warning, "invalid grace note; ignored", at: place, kind: .graceNotes)
            return
        }
        let pitch = tune.voices.current.pitch(of: note)
        graces.notes.append(Graces.Grace(pitch: pitch, duration: time.rounded))
    }
}
