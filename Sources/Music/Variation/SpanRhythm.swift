/// The rhythm of a time span.
struct SpanRhythm: Hashable, Sendable {
    struct Piece: Hashable, Sendable {
        /// Ticks from the start of the span.
        var offset: Int
        var duration: Int
        var isRest: Bool
        var tuplet: Tuplet?
    }

    var pieces: [Piece]

    init(_ span: TimeSpan) {
        pieces = span.elements.map {
            Piece(offset: $0.onset - span.start, duration: $0.duration, isRest: $0.isRest, tuplet: $0.tuplet)
        }
    }

    private init(_ pieces: [Piece]) { self.pieces = pieces }

    /// Whether notes start at all of these offsets.
    func hasNotes(at offsets: Set<Int>) -> Bool {
        offsets.isSubset(of: pieces.lazy.filter { !$0.isRest }.map(\.offset))
    }

    /// The cells with two neighbouring notes joined to one of a plain or dotted length.
    func joined(_ ticksPerQuarter: Int) -> [SpanRhythm] {
        pieces.indices.dropLast().compactMap { i in
            let (first, second) = (pieces[i], pieces[i + 1])
            guard !first.isRest, !second.isRest, first.tuplet == nil, second.tuplet == nil,
                Self.isNoteValue(first.duration + second.duration, ticksPerQuarter)
            else { return nil }
            var result = pieces
            result[i].duration += second.duration
            result.remove(at: i + 1)
            return SpanRhythm(result)
        }
    }

    /// Whether a plain or dotted note has this length.
    private static func isNoteValue(_ ticks: Int, _ ticksPerQuarter: Int) -> Bool {
        let divisor = greatestCommonDivisor(ticks, 4 * ticksPerQuarter)
        let (numerator, denominator) = (ticks / divisor, 4 * ticksPerQuarter / divisor)
        return denominator & (denominator - 1) == 0 && (numerator == 1 || numerator == 3)
    }
}

/// The rhythms that occur in a tune's time spans, also with notes joined: a variation moves as the tune does.
struct SpanRhythms {
    private var cells: [Int: [SpanRhythm]] = [:]
    /// Limits the fillings of a span; long bars of short notes have many joins.
    private static let limit = 48

    init(_ spans: [TimeSpan], _ ticksPerQuarter: Int) {
        for span in spans {
            let cell = SpanRhythm(span)
            if !cells[span.end - span.start, default: []].contains(cell) {
                cells[span.end - span.start, default: []].append(cell)
            }
        }
        for length in cells.keys {
            // Breadth first: cells with few joins precede those with many.
            var known = cells[length] ?? []
            var next = 0
            while next < known.count, known.count < Self.limit {
                for cell in known[next].joined(ticksPerQuarter) where !known.contains(cell) { known.append(cell) }
                next += 1
            }
            cells[length] = Array(known.prefix(Self.limit))
        }
    }

    /// The rhythms of spans of a length in ticks: those of the tune in order, then joined ones.
    func cells(ofLength ticks: Int) -> [SpanRhythm] { cells[ticks] ?? [] }
}
