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
    /// Twice the MIDI ticks per tick of the score, in lowest terms.
    private let numerator: UInt
    private let denominator: UInt

    private init(ticksPerQuarter: Int, scoreTicksPerQuarter: Int) {
        self.ticksPerQuarter = ticksPerQuarter
        let divisor = greatestCommonDivisor(2 * ticksPerQuarter, scoreTicksPerQuarter)
        numerator = UInt(2 * ticksPerQuarter / divisor)
        denominator = UInt(scoreTicksPerQuarter / divisor)
    }

    /// Returns the clock for a score.
    ///
    /// - Throws: `ExportError` if the score has no ticks per quarter.
    static func exact(for score: Score) throws -> MIDIClock {
        guard score.ticksPerQuarter > 0 else {
            throw ExportError("the score has \(score.ticksPerQuarter) ticks per quarter, expected at least 1")
        }
        var step = score.ticksPerQuarter
        func visit(_ time: Int) {
            if time % step != 0 { step = greatestCommonDivisor(time, step) }
        }
        for part in score.parts {
            for i in part.notes.indices {
                visit(part.notes[i].onset)
                visit(part.notes[i].duration)
            }
            for control in part.controls { visit(control.onset) }
        }
        for tempo in score.tempos { visit(tempo.onset) }
        for meter in score.meters { visit(meter.onset) }
        for key in score.keys { visit(key.onset) }
        for label in score.labels { visit(label.onset) }
        // The coarsest division that is exact.
        let needed = score.ticksPerQuarter / step
        let common = usual / greatestCommonDivisor(usual, needed) * needed
        let ticksPerQuarter: Int
        if common <= limit {
            ticksPerQuarter = common
        } else if needed <= limit {
            ticksPerQuarter = needed * max(1, (usual + needed - 1) / needed)
        } else {
            ticksPerQuarter = finest
        }
        return MIDIClock(ticksPerQuarter: ticksPerQuarter, scoreTicksPerQuarter: score.ticksPerQuarter)
    }

    /// Returns the MIDI tick nearest to a time of the score.
    func tick(_ time: Int) throws -> Int {
        guard (0..<Int.max / (2 * Self.limit)).contains(time) else {
            throw ExportError("MIDI cannot express the time \(time) of the score")
        }
        return Int((numerator * UInt(time) / denominator + 1) / 2)
    }
}
