import MuseMusic
import MuseProtocols

/// The data shared by the parts of a score: measures, divisions and printable lengths.
struct Grid {
    let measures: [Measure]
    /// Divisions per quarter: the smallest number for which all times are integers.
    let divisions: Int
    /// Score ticks per division.
    let divisionTicks: Int
    let values: NoteValues

    /// - Throws: `ExportError` for scores with times out of range or too many measures.
    init(_ score: Score) throws {
        guard score.ticksPerQuarter > 0 else {
            throw ExportError("the score has \(score.ticksPerQuarter) ticks per quarter, expected at least 1")
        }
        var step = score.ticksPerQuarter
        func visit(_ onset: Int, _ duration: Int) throws {
            guard (0...Self.limit).contains(onset), (0...Self.limit).contains(duration) else {
                throw ExportError("MusicXML cannot express the time \(onset) with the duration \(duration)")
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
