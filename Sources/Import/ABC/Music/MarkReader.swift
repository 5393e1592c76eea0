import MuseMusic
import MuseProtocols

/// Reads what stands before a note and belongs to it: chord symbols, annotations, decorations, grace notes.
struct MarkReader {
    var pending = PendingMarks()
    private(set) var chordSymbols: ChordSymbolCache

    init(_ chordSymbols: ChordSymbolCache) { self.chordSymbols = chordSymbols }

    /// `"Gm7"`, a chord symbol, or any other text, an annotation.
    mutating func readText(_ text: String) {
        if let symbol = chordSymbols.symbol(text) {
            pending.add(symbol)
        } else if !text.isEmpty {
            pending.add(annotation: TextEscapes.resolve(text))
        }
    }

    func reportUnclosedText(at place: TextPlace, _ tune: inout TuneState) {
        tune.report(.error, "a text in quotes that does not end in its line: the quote is skipped", at: place)
    }

    /// The standard's name for the decoration `name`; one that the standard does not have is kept.
    func decoration(_ name: String, at place: TextPlace, _ tune: inout TuneState) -> String {
        if !Decorations.isKnown(name) {
            tune.report(
                .warning, "no decoration of the standard is called '\(name)'; kept as it is", at: place)
        }
        return Decorations.standardName(name)
    }

    func reportStrayPlus(at place: TextPlace, _ tune: inout TuneState) {
        tune.report(.warning, "'+' means nothing here: skipped", at: place)
    }

    /// `{gef}`, `{/g}`: more grace notes for the next note.
    ///
    /// - Parameter offset: of the brace
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
            case .gracesEnd(let isClosed):
                if !isClosed {
                    tune.report(.error, "grace notes that are not closed by '}'", at: scanner.place(offset))
                }
                break loop
            default: preconditionFailure("no item of grace notes: \(item.kind)")
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
            tune.report(.warning, "a grace note that cannot be read: skipped", at: place)
            return
        }
        let pitch = tune.voices.current.pitch(of: note)
        graces.notes.append(Graces.Grace(pitch: pitch, duration: time.rounded))
    }
}
