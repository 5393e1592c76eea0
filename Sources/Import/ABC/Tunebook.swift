import MuseProtocols

/// The lines of a file, divided into its tunes and the file header.
///
/// A tune is a block of lines that ends at an empty line or the next `X:`. A block without `X:` is a tune if it starts
/// with a field or directive and has a `K:`. Everything else between tunes is free text.
///
/// A large file has many lines, so only where its tunes stand is kept.
struct Tunebook {
    private(set) var header: [Line] = []
    /// The text before the first tune that applies to all tunes; empty if none does.
    var headerRange: Range<Int> { 0..<(header.last.map { min($0.end + 1, bytes.count) } ?? 0) }

    /// The lines directly before the `X:` of a tune, except for those of the file header.
    private(set) var linesBeforeTunes: [Line] = []

    /// A tune's blocks of lines: more than one if there are empty lines in its header.
    private struct Tune {
        var first: Block
        var others: [Block] = []
        var end: Int { others.last?.end ?? first.end }
    }

    /// Consecutive lines, with typeset text among them.
    private struct Block {
        let start: Int
        let end: Int
        /// The number of the first line.
        let number: Int

        /// - Precondition: there are lines.
        init(_ lines: ArraySlice<Line>) {
            (start, number) = (lines[lines.startIndex].start, lines[lines.startIndex].number)
            end = lines[lines.endIndex - 1].end
        }
    }

    private var tunes: [Tune] = []
    private let bytes: [UInt8]
    private var block: [Line] = []
    private var isFirstBlock = true
    /// Whether the last tune has no `K:` yet, so that an empty line may be in the middle of its header.
    private var isHeaderOpen = false
    /// Whether the last tune has only one line.
    private var isLastTuneOneLine = false

    init(_ text: ABCText, reports: inout Reports) {
        bytes = text.bytes
        for line in TunebookLines(bytes) {
            if isBlank(line) {
                close(&reports)
            } else {
                if line.isField("X", in: bytes), hasField("X") { close(&reports) }
                block.append(line)
            }
        }
        close(&reports)
    }

    /// The number of tunes.
    var count: Int { tunes.count }

    /// Returns the lines of a tune.
    func lines(_ tune: Int) -> [Line] { ([tunes[tune].first] + tunes[tune].others).flatMap(lines) }

    /// Returns the first line of a tune.
    func firstLine(_ tune: Int) -> Line? {
        var lines = lines(of: tunes[tune].first)
        return lines.next()
    }

    private func lines(of block: Block) -> TunebookLines {
        TunebookLines(bytes, in: block.start..<block.end, from: block.number)
    }

    /// Returns the text of a tune with what stands between it and the one before; for the last one, with the rest of
    /// the file.
    func text(_ tune: Int) -> TuneText {
        func end(_ tune: Int) -> Int { min(tunes[tune].end + 1, bytes.count) }
        let (start, next) = (tunes[tune].first.start, end(tune))
        let isLast = tune == tunes.count - 1
        return TuneText(
            lines: lines(tune), before: (tune == 0 ? headerRange.upperBound : end(tune - 1))..<start,
            tune: start..<next,
            after: next..<(isLast ? bytes.count : next))
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
            append(block[first...])
            isHeaderOpen = !hasKey
        } else if isHeaderOpen, fieldLetter(block[0]) != nil || !hasKey && isLastTuneOneLine {
            reports.add(.warning, "empty line inside the header of a tune", at: block[0].place, kind: .emptyLine)
            tunes[tunes.count - 1].others.append(Block(block[...]))
            isLastTuneOneLine = false
            isHeaderOpen = !hasKey
        } else if hasKey, block.contains(where: { fieldLetter($0) != nil }), fieldOrDirective(block[0]) {
            reports.add(.warning, "tune without X:", at: block[0].place, kind: .missingField)
            append(block[...])
            isHeaderOpen = false
        } else if isFirstBlock {
            header = block
        } else if let line = block.first(where: { bytes[$0.start] != UInt8(ascii: "%") }), looksLikeMusic(line) {
            reports.add(
                .warning, "music after an empty line, which ends a tune; skipped", at: line.place, kind: .emptyLine)
        }
    }

    private mutating func append(_ lines: ArraySlice<Line>) {
        tunes.append(Tune(first: Block(lines)))
        isLastTuneOneLine = lines.count == 1
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
