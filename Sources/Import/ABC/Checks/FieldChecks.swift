import MuseMusic
import MuseProtocols

/// Checks the fields of a tune: those that are missing or misplaced.
///
/// Source: ABC 2.1, sections 3 and 3.1.
struct FieldChecks {
    private let bytes: [UInt8]
    private let lines: [Line]
    /// The fields of the tune in order, up to `K:` and after it.
    private var header: [(letter: UInt8, line: Line)] = []
    private var body: [(letter: UInt8, line: Line)] = []

    /// The letters of all fields of the standard.
    static let known = "ABCDFGHIKLMmNOPQRrSsTUVWwXZ+"
    /// The fields that are only allowed in the header.
    private static let headerOnly = "ABCDFGHOSXZ"

    init(_ text: ABCText, lines: [Line]) {
        bytes = text.bytes
        self.lines = lines
        var isInBody = false
        for line in lines {
            guard let letter = Self.fieldLetter(of: line, in: text.bytes) else { continue }
            if isInBody { body.append((letter, line)) } else { header.append((letter, line)) }
            if letter == UInt8(ascii: "K") { isInBody = true }
        }
    }

    /// The letter of a field line; nil for music, such as `C:|`, and for other lines.
    static func fieldLetter(of line: Line, in bytes: [UInt8]) -> UInt8? {
        guard line.end - line.start >= 2, bytes[line.start + 1] == UInt8(ascii: ":") else { return nil }
        let letter = bytes[line.start]
        let next = line.end - line.start > 2 ? bytes[line.start + 2] : 0
        guard letter.isLetter || letter == UInt8(ascii: "+"), next != UInt8(ascii: "|"), next != UInt8(ascii: ":")
        else { return nil }
        return letter
    }

    /// - Parameters:
    ///   - score: the tune as read.
    ///   - hasMeter: whether an `M:` applies to the tune, its own or that of the file header.
    func report(_ score: Score, hasMeter: Bool, _ reports: inout Reports) {
        guard let first = lines.first else { return }
        if score.parts.allSatisfy({ $0.notes.isEmpty }) {
            reports.add(.warning, "the tune has no notes", at: first.place, kind: .emptyTune)
        }
        checkTitle(first, &reports)
        if !hasMeter { checkBars(of: score, first, &reports) }
        checkPlaces(&reports)
    }

    private func checkTitle(_ first: Line, _ reports: inout Reports) {
        guard let title = header.firstIndex(where: { $0.letter == UInt8(ascii: "T") }) else {
            reports.add(
                .warning, "the tune has no title: T: comes second, after X: (ABC 2.1, section 3)", at: first.place,
                kind: .missingField)
            return
        }
        guard title > 1, header[0].letter == UInt8(ascii: "X") else { return }
        reports.add(
            .warning,
            "\(Character(Unicode.Scalar(header[1].letter))): before T:, which comes second, after X: "
                + "(ABC 2.1, section 3)", at: header[1].line.place, kind: .fieldOrder)
    }

    /// Reports a tune with bar lines but without `M:`, whose bars are not checked.
    private func checkBars(of score: Score, _ first: Line, _ reports: inout Reports) {
        let lengths = score.bars().map(\.duration)
        guard lengths.count > 2 else { return }
        var counts: [Int: Int] = [:]
        for length in lengths { counts[length, default: 0] += 1 }
        // The smaller length of two that are equally frequent, so that the order of the dictionary has no effect.
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        var hint = ""
        if let most, 4 * most.value >= 3 * lengths.count {
            let unit = LengthUnit(of: [most.key], beat: 4)
            hint = "; most of its bars last \(unit.text(most.key, named: true))"
        }
        reports.add(
            .warning, "the tune has bars but no meter (M:)\(hint)", at: first.place, kind: .missingField)
    }

    /// Reports fields that belong in the header.
    private func checkPlaces(_ reports: inout Reports) {
        var reported: Set<UInt8> = []
        for (letter, line) in body
        where Self.headerOnly.utf8.contains(letter) && reported.insert(letter).inserted {
            reports.add(
                .warning,
                "\(Character(Unicode.Scalar(letter))): belongs before K:, which ends the header "
                    + "(ABC 2.1, section 3)", at: line.place, kind: .fieldOrder)
        }
    }
}
