import MuseMusic
import MuseProtocols

/// Converts score ticks to MIDI ticks.
///
/// The division is 480 ticks per quarter if every time of the score is exact in it; otherwise the smallest multiple of
/// 480 in which all are exact, or else the smallest number above 480. A score that would need more than the 32 767 that
/// the format allows is rounded to 30 240 (three times the 10 080 of notation).
struct MIDIClock {
    static let usual = 480
    static let limit = 32_767
    static let finest = 30_240

    let ticksPerQuarter: Int
    private let scoreTicksPerQuarter: Int

    /// - Throws: `ExportError` if the score has no ticks per quarter.
    init(_ score: Score) throws {
        guard score.ticksPerQuarter > 0 else {
            throw ExportError("the score has \(score.ticksPerQuarter) ticks per quarter, expected at least 1")
        }
        scoreTicksPerQuarter = score.ticksPerQuarter
        var step = score.ticksPerQuarter
        func visit(_ time: Int) { step = greatestCommonDivisor(step, time) }
        for part in score.parts {
            for note in part.notes {
                visit(note.onset)
                visit(note.duration)
            }
            for control in part.controls { visit(control.onset) }
        }
        for tempo in score.tempos { visit(tempo.onset) }
        for meter in score.meters { visit(meter.onset) }
        for key in score.keys { visit(key.onset) }
        for label in score.labels { visit(label.onset) }
        // The coarsest division that is exact.
        let needed = score.ticksPerQuarter / step
        let common = Self.usual / greatestCommonDivisor(Self.usual, needed) * needed
        if common <= Self.limit {
            ticksPerQuarter = common
        } else if needed <= Self.limit {
            ticksPerQuarter = needed * max(1, (Self.usual + needed - 1) / needed)
        } else {
            ticksPerQuarter = Self.finest
        }
    }

    /// Returns the MIDI tick nearest to a time of the score.
    func tick(_ time: Int) throws -> Int {
        let (product, overflow) = time.multipliedReportingOverflow(by: 2 * ticksPerQuarter)
        guard time >= 0, !overflow else { throw ExportError("MIDI cannot express the time \(time) of the score") }
        return (product / scoreTicksPerQuarter + 1) / 2
    }
}
