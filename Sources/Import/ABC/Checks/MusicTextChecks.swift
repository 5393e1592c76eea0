import MuseMusic
import MuseProtocols
import MuseStorage

/// Checks the music of a tune for syntax that readers accept but the standard does not: outdated signs, and texts that
/// are no chord symbols.
///
/// Source: ABC 2.1, sections 4.18, 4.19 and 10.2.
struct MusicTextChecks {
    private var scanner: TuneScanner
    /// Whether `I:linebreak` or `I:decoration` gives `!` or `+` its old meaning.
    private var allowsLineBreakSign = false
    private var allowsPlus = false
    private var reported: Set<String> = []

    init(_ text: ABCText, lines: [Line]) { scanner = TuneScanner(text, lines: lines) }

    /// - Parameter fileHeader: its lines, whose instructions apply to the tune.
    mutating func report(fileHeader: [Line], _ reports: inout Reports) {
        for line in fileHeader {
            scanner.move(to: line)
            readHeaderLine()
        }
        var isInBody = false
        while scanner.nextLine() {
            guard isInBody else {
                if readHeaderLine() == UInt8(ascii: "K") { isInBody = true }
                continue
            }
            switch scanner.bodyLine() {
            case .field(let token) where token.letter == UInt8(ascii: "I"): readInstruction(token.value)
            case .directive(let range): readInstruction(range)
            case .music: readMusic(&reports)
            case .field, .comment, .text: break
            }
        }
    }

    /// Returns the letter of the field; nil for other lines.
    @discardableResult
    private mutating func readHeaderLine() -> UInt8? {
        switch scanner.headerLine() {
        case .field(let token):
            if token.letter == UInt8(ascii: "I") { readInstruction(token.value) }
            return token.letter
        case .directive(let range): readInstruction(range)
        case .comment, .text, .music: break
        }
        return nil
    }

    private mutating func readInstruction(_ range: Range<Int>) {
        let words = scanner.string(range).split(separator: " ")
        guard let value = words.dropFirst().first else { return }
        if words[0] == "linebreak" { allowsLineBreakSign = words.dropFirst().contains { $0.contains("!") } }
        if words[0] == "decoration" { allowsPlus = value == "+" }
    }

    private mutating func readMusic(_ reports: inout Reports) {
        var end = scanner.cursor.offset
        while let item = scanner.next() {
            checkLineBreak(between: end, item.offset, &reports)
            switch item.kind {
            case .text(let range): checkText(scanner.string(range), at: item.offset, &reports)
            case .decoration(.name) where scanner.byte(item.offset) == UInt8(ascii: "+"):
                let message = "outdated decoration in '+', read as in '!' (ABC 2.1, section 10.2)"
                if !allowsPlus { reportOnce(message, at: item.offset, &reports) }
            case .decoration(.oldChord(let close)): while scanner.nextInOldChord(to: close) != nil {}
            default: break
            }
            end = scanner.cursor.offset
        }
        checkLineBreak(between: end, scanner.line.end, &reports)
    }

    /// Reports a `!` in text that the scanner has skipped. All other skipped characters are spaces and comments.
    private mutating func checkLineBreak(between start: Int, _ end: Int, _ reports: inout Reports) {
        var i = start
        while i < end, scanner.byte(i) != UInt8(ascii: "%") {
            if scanner.byte(i) == UInt8(ascii: "!"), !allowsLineBreakSign {
                let message = "outdated '!' as a line break, ignored; I:linebreak ! allows it (ABC 2.1, section 6.1.1)"
                reportOnce(message, at: i, &reports)
            }
            i += 1
        }
    }

    private mutating func checkText(_ text: String, at offset: Int, _ reports: inout Reports) {
        let trimmed = text.trimmingSpaces
        guard let first = trimmed.first, !"^_<>@".contains(first), !Self.noChord.contains(trimmed.lowercased()),
            ChordSymbol(text) == nil
        else { return }
        // Chords that may be left out are in parentheses.
        if first == "(", trimmed.last == ")", ChordSymbol(trimmed.dropFirst().dropLast()) != nil { return }
        let shown = printable(String(trimmed.prefix(30)))
        let hint =
            if let chord = ChordSymbol(trimmed.filter { $0 != " " }) {
                "; did you mean '\(chord)'?"
            } else if trimmed.utf8.count == 1, let digit = Int(trimmed), digit <= 5 {
                "; write !\(digit)! for a finger (ABC 2.1, section 4.14)"
            } else {
                "; write \"^\(shown)\" for text (ABC 2.1, section 4.19)"
            }
        reportOnce(
            "'\(printable(String(text.prefix(30))))' is not a chord symbol\(hint)", at: offset, kind: .chordSymbol,
            &reports)
    }

    /// Usual texts for music without chords.
    private static let noChord: Set<String> = ["n.c.", "nc", "n.c", "nochord", "x"]

    private mutating func reportOnce(
        _ message: String, at offset: Int, kind: Diagnostic.Kind = .obsolete, _ reports: inout Reports
    ) {
        guard reported.insert(message).inserted else { return }
        reports.add(.warning, message, at: scanner.place(offset), kind: kind)
    }
}

extension String {
    fileprivate var trimmingSpaces: Substring {
        let start = drop { $0 == " " }
        return start[..<(start.lastIndex { $0 != " " }.map { start.index(after: $0) } ?? start.startIndex)]
    }
}
