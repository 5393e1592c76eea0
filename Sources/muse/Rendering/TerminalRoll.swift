import MuseMusic
import MuseNotation

/// A tune as a piano roll of block characters. Two semitones share a row, a column is a sixteenth note.
struct TerminalRoll {
    private static let labelWidth = 4
    private static let columnsPerQuarter = 4

    private let score: Score
    private let notes: [Note]
    private let width: Int

    /// - Parameter width: the number of columns of the terminal.
    init(_ score: Score, width: Int) {
        let notated = score.notated().mergingTies()
        self.score = notated
        notes = notated.parts.filter { !$0.isDrums }.flatMap(\.notes)
        self.width = width
    }

    /// As many bars to a line as fit.
    var text: String {
        lines.map { bars in drawing(of: bars) }.joined(separator: "\n\n")
    }

    private var lines: [[Range<Int>]] {
        var lines: [[Range<Int>]] = []
        var used = 0
        for bar in score.barRanges() {
            let columns = column(bar.upperBound) - column(bar.lowerBound) + 1
            if lines.isEmpty || used + columns > width - Self.labelWidth - 1 {
                lines.append([])
                used = 0
            }
            lines[lines.count - 1].append(bar)
            used += columns
        }
        return lines
    }

    private func column(_ time: Int) -> Int { Self.columnsPerQuarter * time / score.ticksPerQuarter }

    private func drawing(of bars: [Range<Int>]) -> String {
        guard let start = bars.first?.lowerBound, let end = bars.last?.upperBound else { return "" }
        let sounding = notes.filter { $0.onset < end && $0.end > start }
        let pitches = sounding.map(\.pitch.midi)
        // Rows start at even pitches, so that lines of a tune look alike.
        let top = (pitches.max() ?? 72) | 1
        let bottom = (pitches.min() ?? 60) & ~1
        // Which pitches sound in each column; nil for a bar line.
        var columns: [Set<Int>?] = []
        for bar in bars {
            columns += (column(bar.lowerBound)..<column(bar.upperBound)).map { column in
                Set(sounding.filter { sounds($0, in: column) }.map(\.pitch.midi))
            }
            columns.append(nil)
        }
        return stride(from: top, to: bottom, by: -2).map { pitch in
            let cells = columns.map { sounding -> Character in
                guard let sounding else { return "│" }
                switch (sounding.contains(pitch), sounding.contains(pitch - 1)) {
                case (true, true): return "█"
                case (true, false): return "▀"
                case (false, true): return "▄"
                case (false, false): return " "
                }
            }
            return Self.label(pitch) + "│" + String(cells)
        }.joined(separator: "\n")
    }

    /// A note that is longer than a column ends before its last one, so that repeated notes are seen.
    private func sounds(_ note: Note, in column: Int) -> Bool {
        let (first, end) = (self.column(note.onset), self.column(note.end))
        return first <= column && column < max(first + 1, end - (end - first > 1 ? 1 : 0))
    }

    /// The natural note in a row: at least one of two neighbouring pitches is one.
    private static func label(_ pitch: Int) -> String {
        let natural = [pitch - 1, pitch].first { [0, 2, 4, 5, 7, 9, 11].contains($0 % 12) } ?? pitch
        let name = "\(Array("C D EF G A B")[natural % 12])\(natural / 12 - 1)"
        return name + String(repeating: " ", count: max(0, labelWidth - name.count))
    }
}
