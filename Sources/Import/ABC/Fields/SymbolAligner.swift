import MuseMusic

/// Aligns the symbols of an `s:` line with the notes of the current voice: chord symbols, annotations and decorations.
///
/// Source: ABC 2.1, section 4.15.
struct SymbolAligner {
    /// The index of the note that gets the next symbol.
    var next: Int

    /// Aligns a line of symbols with the notes from `next` on.
    ///
    /// - Returns: a message if a part of the line is ignored, otherwise nil.
    mutating func align(_ text: String, _ tune: inout TuneState) -> String? {
        var rest = Substring(text)
        while let first = rest.popFirst() {
            switch first {
            case " ", "\t": continue
            case "*": guard skip(in: tune) else { return Self.tooMany }
            case "|":
                next = tune.voices.current.music.nextBar(after: next)
            case "\"", "!", "+":
                guard let end = rest.firstIndex(of: first) else {
                    return "'\(first)\(rest.prefix(20))' is not closed in its line; ignored"
                }
                guard place(String(rest[..<end]), quoted: first == "\"", &tune) else { return Self.tooMany }
                rest = rest[rest.index(after: end)...]
            default:
                guard let byte = first.asciiValue, let name = tune.symbols[byte] else {
                    return "'\(first)' is neither a chord symbol nor a decoration; the rest of the line is ignored"
                }
                guard place(name, quoted: false, &tune) else { return Self.tooMany }
            }
        }
        return nil
    }

    private static let tooMany = "more symbols than notes; the rest is ignored"

    private mutating func place(_ text: String, quoted isQuoted: Bool, _ tune: inout TuneState) -> Bool {
        let note = next
        guard skip(in: tune) else { return false }
        if !isQuoted {
            let name = Decorations.standardName(text)
            tune.voices.current.music.updateMarks(ofNote: note) { $0.decorations.append(name) }
        } else if let symbol = ChordSymbol(text) {
            tune.score.add(symbol, at: tune.voices.current.music.notes[note].onset)
        } else if !text.isEmpty {
            tune.voices.current.music.updateMarks(ofNote: note) { $0.annotations.append(text) }
        }
        return true
    }

    /// Moves past the current note or chord; returns false after the last one.
    private mutating func skip(in tune: TuneState) -> Bool {
        guard let end = tune.voices.current.music.chordEnd(at: next) else { return false }
        next = end
        return true
    }
}

extension VoiceBuilder {
    /// Returns the index after the chord of a note; nil after the last note.
    func chordEnd(at note: Int) -> Int? {
        guard note < notes.count else { return nil }
        var end = note + 1
        while end < notes.count, notes[end].onset == notes[note].onset { end += 1 }
        return end
    }

    /// Returns the index of the first note after the bar of the note before `note`; `note` itself if there is none.
    func nextBar(after note: Int) -> Int {
        guard note > 0, note <= notes.count else { return note }
        let before = notes[note - 1].onset
        guard let bar = barlines.placed.first(where: { $0.barline.onset > before && $0.barline.style != .none }) else {
            return note
        }
        var next = note
        while next < notes.count, notes[next].onset < bar.barline.onset { next += 1 }
        return next
    }
}
