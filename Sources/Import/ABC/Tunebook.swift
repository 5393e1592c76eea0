import MuseProtocols

/// The lines of a file, divided into its tunes and the file header.
///
/// A tune is a block of lines that ends at an empty line or the next `X:`. A block without `X:` is a tune if it starts
/// with a field or directive and has a `K:`. Everything else between tunes is free text.
struct Tunebook {
    private(set) var header: [Line] = []
    private(set) var tunes: [[Line]] = []
    /// The text before the first tune that applies to all tunes; empty if none does.
    var headerRange: Range<Int> { 0..<(header.last.map { min($0.end + 1, bytes.count) } ?? 0) }

    /// The lines directly before the `X:` of a tune, except for those of the file header.
    private(set) var linesBeforeTunes: [Line] = []

    private let bytes: [UInt8]
    private var block: [Line] = []
    private var isFirstBlock = true
    /// Whether the last tune has no `K:` yet, so that an empty line may be in the middle of its header.
    private var isHeaderOpen = false

    init(_ text: ABCText, reports: inout Reports) {
        bytes = text.bytes
        var start = 0
        var number = 1
        var endOfText: [UInt8]?
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let line = Line(start: start, end: end, number: number)
            if let closing = endOfText {
                // Typeset text may contain anything, even empty lines.
                if starts(line, with: closing) { endOfText = nil }
            } else if starts(line, with: Array("%%begin".utf8)) {
                endOfText = Array("%%end".utf8)
            } else if isBlank(line) {
                close(&reports)
            } else {
                if line.isField("X", in: bytes), hasField("X") { close(&reports) }
                block.append(line)
            }
            start = end + 1
            number += 1
        }
        close(&reports)
    }

    /// Returns the texts of the tunes: each with what stands between it and the one before, the last one with the rest
    /// of the file.
    func texts() -> [TuneText] {
        var result: [TuneText] = []
        var end = headerRange.upperBound
        for lines in tunes {
            let start = lines.first?.start ?? end
            let tuneEnd = min((lines.last?.end ?? start) + 1, bytes.count)
            result.append(TuneText(lines: lines, before: end..<start, tune: start..<tuneEnd, after: tuneEnd..<tuneEnd))
            end = tuneEnd
        }
        if let last = result.indices.last { result[last].after = end..<bytes.count }
        return result
    }

    private mutating func close(_ reports: inout Reports) {
        guard !block.isEmpty else { return }
        defer {
            block.removeAll(keepingCapacity: true)
            isFirstBlock = false
        }
        let hasKey = hasField("K")
        if let first = block.firstIndex(where: { $0.isField("X", in: bytes) }) {
            if isFirstBlock { header = Array(block[..<first]) } else { linesBeforeTunes += block[..<first] }
            tunes.append(Array(block[first...]))
            isHeaderOpen = !hasKey
        } else if isHeaderOpen, fieldLetter(block[0]) != nil || !hasKey && tunes.last?.count == 1 {
            reports.add(.warning, "empty line inside the header of a tune", at: block[0].place, kind: .emptyLine)
            tunes[tunes.count - 1] += block
            isHeaderOpen = !hasKey
        } else if hasKey, block.contains(where: { fieldLetter($0) != nil }), fieldOrDirective(block[0]) {
            reports.add(.warning, "tune without X:", at: block[0].place, kind: .missingField)
            tunes.append(block)
            isHeaderOpen = false
        } else if isFirstBlock {
            header = block
        } else if let line = block.first(where: { bytes[$0.start] != UInt8(ascii: "%") }), looksLikeMusic(line) {
            reports.add(
                .warning, "music after an empty line, which ends a tune; skipped", at: line.place, kind: .emptyLine)
        }
    }

    private func starts(_ line: Line, with prefix: [UInt8]) -> Bool {
        bytes[line.start..<line.end].starts(with: prefix)
    }

    private func isBlank(_ line: Line) -> Bool {
        for i in line.start..<line.end where bytes[i] != 0x20 && bytes[i] != 0x09 { return false }
        return true
    }

    private func hasField(_ letter: Unicode.Scalar) -> Bool { block.contains { $0.isField(letter, in: bytes) } }

    private func fieldLetter(_ line: Line) -> UInt8? {
        guard line.end - line.start >= 2, bytes[line.start + 1] == UInt8(ascii: ":"), bytes[line.start].isLetter else {
            return nil
        }
        return bytes[line.start]
    }

    private func fieldOrDirective(_ line: Line) -> Bool {
        fieldLetter(line) != nil || bytes[line.start] == UInt8(ascii: "%")
    }

    /// Whether a line has bar lines and few letters other than notes, unlike text.
    private func looksLikeMusic(_ line: Line) -> Bool {
        var bars = 0
        var notes = 0
        var others = 0
        for i in line.start..<min(line.end, line.start + 400) {
            switch bytes[i] {
            case UInt8(ascii: "|"): bars += 1
            case UInt8(ascii: "A")...UInt8(ascii: "G"), UInt8(ascii: "a")...UInt8(ascii: "g"): notes += 1
            case UInt8(ascii: "h")...UInt8(ascii: "y"): others += 1
            default: break
            }
        }
        return bars >= 2 && notes > 4 * others
    }
}
