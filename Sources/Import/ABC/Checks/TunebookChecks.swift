import MuseProtocols

/// Checks what concerns several tunes of a file: their numbers, unknown fields, and fields outside tunes.
///
/// Source: ABC 2.1, sections 2.2 and 3.1.1.
struct TunebookChecks {
    private let text: ABCText
    private let book: Tunebook

    init(_ text: ABCText, _ book: Tunebook) {
        self.text = text
        self.book = book
    }

    func report(_ reports: inout Reports) {
        checkNumbers(&reports)
        checkFieldsBeforeTunes(&reports)
        checkUnknownFields(&reports)
    }

    private func checkNumbers(_ reports: inout Reports) {
        var lines: [Int: Int] = [:]
        for i in 0..<book.count {
            guard let line = book.firstLine(i), line.isField("X", in: text.bytes) else { continue }
            let value = text.string(text.trimmed(line.start + 2..<line.end)).prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(value) else { continue }
            if let other = lines[number] {
                reports.add(
                    .warning, "X:\(number) is also the number of the tune at line \(other) (ABC 2.1, section 3.1.1)",
                    at: line.place, kind: .duplicateNumber)
            } else {
                lines[number] = line.number
            }
        }
    }

    /// Reports fields directly before `X:`, which belong to no tune, and fields that a file header must not have.
    private func checkFieldsBeforeTunes(_ reports: inout Reports) {
        for line in book.header {
            guard let letter = FieldChecks.fieldLetter(of: line, in: text.bytes), "KPQTVWswX".utf8.contains(letter)
            else { continue }
            report(letter, at: line, &reports)
        }
        for line in book.linesBeforeTunes {
            if let letter = FieldChecks.fieldLetter(of: line, in: text.bytes) { report(letter, at: line, &reports) }
        }
    }

    /// Reports each unknown field once: some collections have one in every tune.
    private func checkUnknownFields(_ reports: inout Reports) {
        var found: [(letter: UInt8, first: Line, tunes: Int)] = []
        for i in 0..<book.count {
            var letters: Set<UInt8> = []
            for line in book.lines(i) {
                guard let letter = FieldChecks.fieldLetter(of: line, in: text.bytes),
                    !FieldChecks.known.utf8.contains(letter), letters.insert(letter).inserted
                else { continue }
                if let known = found.firstIndex(where: { $0.letter == letter }) {
                    found[known].tunes += 1
                } else {
                    found.append((letter, line, 1))
                }
            }
        }
        for (letter, line, tunes) in found {
            let others = tunes > 1 ? ", in \(tunes) tunes" : ""
            reports.add(
                .warning, "unknown field \(Character(Unicode.Scalar(letter))):\(others) (ABC 2.1, section 3)",
                at: line.place, kind: .field)
        }
    }

    private func report(_ letter: UInt8, at line: Line, _ reports: inout Reports) {
        reports.add(
            .warning,
            "\(Character(Unicode.Scalar(letter))): belongs to no tune; a tune starts with X: "
                + "(ABC 2.1, section 3.1.1)", at: line.place, kind: .fieldOrder)
    }
}
