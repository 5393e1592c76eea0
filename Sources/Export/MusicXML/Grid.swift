import MuseMusic
import MuseProtocols

/// What the parts of a score share: measures, divisions and printable lengths.
struct Grid {
    let measures: [Measure]
    /// Divisions of a quarter: the smallest number with which all times are whole.
    let divisions: Int
    /// Score ticks in a division.
    let divisionTicks: Int
    let values: NoteValues

    /// - Throws: `ExportError` for scores whose times overflow or cannot be printed.
    init(_ score: Score) throws {
        guard score.ticksPerQuarter > 0 else {
            throw ExportError("the score has \(score.ticksPerQuarter) ticks a quarter; at least 1 is needed")
        }
        var step = score.ticksPerQuarter
        func visit(_ onset: Int, _ duration: Int) throws {
            guard (0...Self.limit).contains(onset), (0...Self.limit).contains(duration) else {
                throw ExportError("MusicXML cannot hold a note at the time \(onset) of length \(duration)")
            }
            step = greatestCommonDivisor(greatestCommonDivisor(step, onset), duration)
        }
        for part in score.parts {
            for note in part.notes { try visit(note.onset, note.duration) }
            for rest in part.rests { try visit(rest.onset, rest.duration) }
        }
        for line in score.barlines { try visit(line.onset, 0) }
        for chord in score.chordSymbols { try visit(chord.onset, 0) }
        for label in score.labels { try visit(label.onset, 0) }
        for tempo in score.tempos { try visit(tempo.onset, 0) }
        for meter in score.meters {
            try visit(meter.onset, 0)
            if let bar = meter.value.barTicks(score.ticksPerQuarter) { try visit(bar, 0) }
        }
        divisions = score.ticksPerQuarter / step
        divisionTicks = step
        values = NoteValues(ticksPerQuarter: score.ticksPerQuarter, divisionTicks: step)
        measures = try Measure.all(of: score)
    }

    private static let limit = 1 << 48
}
