import MuseMusic

/// A new tempo at the start of a tune. Later tempos keep their proportion to it.
package struct TempoEdit: Hashable, Sendable {
    private let bpm: Double
    /// nil for the beat of the tune.
    private let beat: Beat?

    /// The length of a beat in quarters, as a reduced fraction.
    private struct Beat: Hashable {
        var numerator: Int
        var denominator: Int

        init(_ numerator: Int, _ denominator: Int) {
            let divisor = max(1, greatestCommonDivisor(numerator, denominator))
            (self.numerator, self.denominator) = (numerator / divisor, denominator / divisor)
        }
    }

    /// Quarters per minute. MIDI's slowest tempo is 3.58.
    private static let range = 4.0...10_000.0

    /// Parses beats per minute (`120`), or the length of the beat too (`3/8=96`); nil for anything else, and for tempos
    /// that are not in 4 to 10 000 quarters per minute.
    package init?(_ text: String) {
        let sides = text.filter { $0 != " " }.split(separator: "=", omittingEmptySubsequences: false)
        guard (1...2).contains(sides.count), let last = sides.last, let bpm = Double(last), bpm.isFinite else {
            return nil
        }
        self.bpm = bpm
        guard sides.count == 2 else {
            beat = nil
            guard Self.range.contains(bpm) else { return nil }
            return
        }
        guard let length = NoteFraction(sides[0]), length.numerator > 0,
            Self.range.contains(bpm * 4 * Double(length.numerator) / Double(length.denominator))
        else { return nil }
        beat = Beat(4 * length.numerator, length.denominator)
    }

    func apply(to score: inout Score) {
        let first = score.tempos.lastIndex { $0.onset <= 0 && $0.value.bpm != nil }
        let old = first.map { score.tempos[$0].value }
        let beat = self.beat ?? self.beat(of: score, old)
        guard let first, let old, let speed = old.quartersPerMinute, speed > 0 else {
            let word = score.tempos.lastIndex { $0.onset <= 0 }
            let text = word.map { score.tempos[$0].value.text } ?? ""
            return score.tempos.set(tempo(beat, text: text), from: 0)
        }
        let new = tempo(beat, text: old.text)
        let ratio = (new.quartersPerMinute ?? speed) / speed
        for i in score.tempos.indices { score.tempos[i].value.bpm = score.tempos[i].value.bpm.map { $0 * ratio } }
        score.tempos[first].value = new
    }

    private func tempo(_ beat: Beat, text: String) -> Tempo {
        Tempo(bpm: bpm, beatNumerator: beat.numerator, beatDenominator: beat.denominator, text: text)
    }

    /// The beat of the tempo mark, or else that of the meter. The tempo of a performance counts quarters, whatever its
    /// meter.
    private func beat(of score: Score, _ old: Tempo?) -> Beat {
        if let old, score.performance == nil { return Beat(old.beatNumerator, old.beatDenominator) }
        guard score.performance?.statesMeter ?? true, let meter = score.meters.value(at: 0), !meter.isFree else {
            return Beat(1, 1)
        }
        let whole = Score.notationTicksPerQuarter
        return Beat(meter.beatTicks(whole), whole)
    }
}
