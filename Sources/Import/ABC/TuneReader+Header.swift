import MuseMusic
import MuseProtocols

extension TuneReader {
    mutating func readHeaderLine(_ line: Line, isFileHeader: Bool) {
        self.line = line
        let first = bytes[line.start]
        if first == UInt8(ascii: "%") {
            readDirective(line)
            return
        }
        let isField = line.end - line.start >= 2 && bytes[line.start + 1] == UInt8(ascii: ":")
        guard isField, first.isLetter || first == UInt8(ascii: "+") else {
            if lastField == UInt8(ascii: "H") {
                readField(UInt8(ascii: "H"), value(of: line, from: line.start), at: line.start)
            } else if !isFileHeader {
                report(.warning, "a line of the header that is no field: skipped", at: line.start)
            }
            return
        }
        let text = value(of: line, from: line.start + 2)
        if first == UInt8(ascii: "+") {
            extendField(with: text, at: line.start)
            return
        }
        lastField = first
        readField(first, text, at: line.start + 2)
        if first == UInt8(ascii: "K"), !isFileHeader { startBody() }
    }

    /// The text of a field: without its comment, its escapes resolved, trimmed.
    func value(of line: Line, from start: Int) -> String {
        var end = start
        while end < line.end {
            if bytes[end] == UInt8(ascii: "%"), end == start || bytes[end - 1] != UInt8(ascii: "\\") { break }
            end += 1
        }
        return TextEscapes.resolve(text.string(trimmed(start, end)))
    }

    func trimmed(_ start: Int, _ end: Int) -> Range<Int> {
        var (start, end) = (start, end)
        while start < end, bytes[start].isSpace { start += 1 }
        while end > start, bytes[end - 1].isSpace { end -= 1 }
        return start..<end
    }

    /// A field of the header, or one that means the same in the body.
    mutating func readField(_ letter: UInt8, _ value: String, at offset: Int) {
        switch Unicode.Scalar(letter) {
        case "X":
            score.header.referenceNumber = Int(value)
            if score.header.referenceNumber == nil, !value.isEmpty {
                report(.warning, "'\(value.prefix(30))' is no reference number", at: offset)
            }
        case "T": score.header.titles.append(value)
        case "C": score.header.composers.append(value)
        case "R":
            if score.header.rhythm.isEmpty { score.header.rhythm = value.lowercased() } else { keep(letter, value) }
        case "O": if score.header.origin.isEmpty { score.header.origin = value } else { keep(letter, value) }
        case "S": if score.header.source.isEmpty { score.header.source = value } else { keep(letter, value) }
        case "B": score.header.books.append(value)
        case "W": score.header.words.append(value)
        case "M": readMeter(value, at: offset)
        case "L": readUnit(value, at: offset)
        case "Q": if isInBody { placeTempo(value, at: offset) } else { tempo = (value, line) }
        case "K": readKey(value, at: offset)
        case "V": readVoice(value, at: offset)
        case "P": readParts(value, at: offset)
        case "U": readSymbol(value, at: offset)
        case "I": readInstruction(value)
        case "w": readLyrics(value, at: offset)
        case "m": report(.warning, "macros are not expanded", at: offset)
        case "s": report(.warning, "symbol lines are skipped", at: offset)
        case "r": break
        default: keep(letter, value)
        }
    }

    private mutating func keep(_ letter: UInt8, _ value: String) {
        guard !value.isEmpty else { return }
        score.header.others.append(Header.Field(Character(Unicode.Scalar(letter)), value))
    }

    /// `+:` goes on with the field before it.
    private mutating func extendField(with value: String, at offset: Int) {
        switch Unicode.Scalar(lastField) {
        case "T": extend(&score.header.titles, value)
        case "C": extend(&score.header.composers, value)
        case "B": extend(&score.header.books, value)
        case "W": extend(&score.header.words, value)
        case "w": readLyrics(value, at: offset, goesOn: true)
        case "R": score.header.rhythm += " " + value.lowercased()
        case "O": score.header.origin += " " + value
        case "S": score.header.source += " " + value
        default:
            guard let last = score.header.others.indices.last,
                score.header.others[last].letter == Character(Unicode.Scalar(lastField))
            else {
                report(.warning, "'+:' has no field before it that it could go on from", at: offset)
                return
            }
            score.header.others[last].text += " " + value
        }
    }

    private func extend(_ lines: inout [String], _ value: String) {
        if let last = lines.indices.last { lines[last] += " " + value } else { lines.append(value) }
    }

    // MARK: - Meter, unit and key

    mutating func readMeter(_ value: String, at offset: Int) {
        var meter = value.isEmpty ? Meter.free : Meter(value)
        if meter == nil {
            meter = FieldValues.repairedMeter(value)
            let found = "'\(value.prefix(30))' is no meter"
            if let meter {
                report(.warning, "\(found); read as \(meter)", at: offset)
            } else {
                report(.warning, "\(found) such as 6/8, C or none; left out", at: offset)
                return
            }
        }
        guard let meter else { return }
        guard isInBody else {
            defaults.meter = meter
            for v in voices.indices { voices[v].meter = meter }
            return
        }
        voices[current].last?.isSettled = true
        voices[current].meter = meter
        let onset = voices[current].position.rounded
        voices[current].meters.append(Timed(onset, meter))
    }

    mutating func readUnit(_ value: String, at offset: Int) {
        guard let (n, d) = FieldValues.fraction(value), let unit = ExactTicks(40_320).scaled(by: n, over: d),
            unit.rounded > 0
        else {
            let severity: Diagnostic.Severity = value.isEmpty ? .warning : .error
            report(severity, "'\(value.prefix(30))' is no unit note length such as 1/8; left out", at: offset)
            return
        }
        guard isInBody else {
            defaults.unit = unit
            for v in voices.indices { voices[v].unit = unit }
            return
        }
        voices[current].unit = unit
    }

    mutating func readKey(_ value: String, at offset: Int) {
        let field = KeyField(value)
        for problem in field.problems { report(.warning, problem, at: offset) }
        if let shift = field.octaveShift {
            if isInBody { voices[current].octaveShift = shift } else { defaults.octaveShift = shift }
        }
        if field.isPercussion {
            if isInBody { score.parts[voices[current].part].isDrums = true } else { defaults.isDrums = true }
        }
        guard let key = field.key else { return }
        guard isInBody else {
            defaults.key = key
            for v in voices.indices { voices[v].alterations = key.alterations }
            return
        }
        voices[current].last?.isSettled = true
        voices[current].alterations = key.alterations
        let onset = voices[current].position.rounded
        voices[current].keys.append(Timed(onset, key))
    }

    // MARK: - From header to body

    /// Fixes what the header leaves open, and makes the voice that music without `V:` belongs to.
    mutating func startBody() {
        let unit = defaults.unitTicks
        for v in voices.indices {
            voices[v].unit = unit
            if voices[v].octaveShift == 0 { voices[v].octaveShift = defaults.octaveShift }
            voices[v].accidentals.reach = defaults.reach
        }
        isInBody = true
        if voices.isEmpty { addVoice("") }
        current = 0
        if let tempo {
            line = tempo.line
            placeTempo(tempo.text, at: tempo.line.start + 2)
        }
    }
}
