import MuseImport
import MuseMusic

/// Returns a scanner of the lines of `text`.
func tuneScanner(_ text: String) -> TuneScanner {
    let abc = ABCText(Array(text.utf8), name: "t.abc")
    var lines: [Line] = []
    var start = 0
    for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
        lines.append(Line(start: start, end: start + line.count, number: lines.count + 1))
        start += line.count + 1
    }
    return TuneScanner(abc, lines: lines)
}

/// Returns the items of a line of music, each as its offset and kind: `0 note C4 1/1`.
func items(_ music: String) -> [String] {
    var scanner = tuneScanner(music)
    guard scanner.nextLine(), scanner.bodyLine() == .music else { return [] }
    var result: [String] = []
    while let item = scanner.next() { result.append(describe(item, scanner)) }
    return result
}

/// Describes an item and its offset in words.
func describe(_ item: MusicItem, _ scanner: TuneScanner) -> String {
    "\(item.offset) \(describe(item.kind, scanner))"
}

private func describe(_ kind: MusicItem.Kind, _ scanner: TuneScanner) -> String {
    switch kind {
    case .note(let note):
        let letter = ["C", "D", "E", "F", "G", "A", "B"][Int(note.step)]
        let accidental = note.accidental.map { " alter \($0.alter)" } ?? ""
        return "note \(letter)\(note.octave)\(accidental) \(describe(note.length))"
    case .strayAccidental: return "stray accidental"
    case .rest(let rest):
        return "\(rest.isVisible ? "" : "invisible ")\(rest.isOfBars ? "bars" : "rest") \(describe(rest.length))"
    case .openBar(let closesSection): return closesSection ? "open bar before a section end" : "open bar"
    case .barline(let token): return describe(token)
    case .strayColon: return "stray colon"
    case .ending(let endings): return "ending \(endings.numbers)"
    case .textEnding(let endings, let text): return "ending \(endings?.numbers ?? []) '\(scanner.string(text))'"
    case .looseEnding(let endings): return "loose ending \(endings.numbers)"
    case .strayNumber: return "stray number"
    case .tuplet(let tuplet):
        return "tuplet \(tuplet.p):\(tuplet.q.map(String.init) ?? ""):\(tuplet.r.map(String.init) ?? "")"
    case .brokenRhythm(let isLongFirst, let count): return "broken \(isLongFirst ? "long" : "short") \(count)"
    case .tie: return "tie"
    case .slurStart: return "slur start"
    case .dottedSlurStart: return "dotted slur start"
    case .slurEnd: return "slur end"
    case .overlay: return "overlay"
    case .overlayOfBars: return "overlay of bars"
    case .overlayOfBarsEnd: return "overlay of bars end"
    case .chordStart: return "chord"
    case .chordEnd: return "chord end"
    case .gracesStart(let isAcciaccatura): return isAcciaccatura ? "acciaccatura" : "graces"
    case .gracesEnd: return "graces end"
    case .unclosedGraces: return "graces not closed"
    case .inlineField(let letter, let value): return "field \(Unicode.Scalar(letter)) '\(scanner.string(value))'"
    case .unclosedField: return "field not closed"
    case .text(let range): return "text '\(scanner.string(range))'"
    case .unclosedText: return "text not closed"
    case .decoration(.name(let name)): return "decoration \(scanner.string(name))"
    case .decoration(.oldChord(let end)): return "old chord to \(end)"
    case .decoration(.lineBreak): return "line break"
    case .decoration(.strayPlus): return "stray plus"
    case .staccato: return "staccato"
    case .other(let range): return "other '\(scanner.string(range))'"
    case .unscanned(let byte): return "unscanned \(Unicode.Scalar(byte))"
    }
}

private func describe(_ length: NoteLength) -> String {
    length.isInvalid ? "invalid" : "\(length.numerator)/\(length.denominator)"
}

private func describe(_ token: BarlineToken) -> String {
    let barline = token.barline
    let left = barline.endsRepeat ? ":" : ""
    let right = barline.startsRepeat ? ":" : ""
    let endings = token.endings.map { " \($0.numbers)" } ?? ""
    return "bar \(left)\(barline.style)\(right)\(endings)"
}
