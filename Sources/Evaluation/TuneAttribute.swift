package import MuseMusic

/// A quantitative attribute of a tune.
package enum TuneAttribute: String, CaseIterable, Sendable {
    /// Notes per bar.
    case density
    /// Semitones from the lowest to the highest note.
    case pitchRange = "pitch_range"
    /// Duration-weighted mean, as a MIDI number.
    case meanPitch = "mean_pitch"
    /// Share of notes that begin off the beat and last beyond the next beat.
    case syncopation
    /// Share of intervals wider than a major third.
    case leaps

    /// Returns the value for a tune; 0 without notes.
    package func value(of score: Score) -> Double {
        let tones = score.melody.tones
        guard !tones.isEmpty else { return 0 }
        switch self {
        case .density: return Double(tones.count) / Double(max(1, score.bars().count))
        case .pitchRange:
            return Double((tones.map(\.midi).max() ?? 0) - (tones.map(\.midi).min() ?? 0))
        case .meanPitch:
            let time = tones.reduce(0) { $0 + $1.duration }
            return Double(tones.reduce(0) { $0 + $1.midi * $1.duration }) / Double(max(1, time))
        case .syncopation:
            let bars = score.bars()
            return Double(tones.count { score.isSyncopated($0, bars) }) / Double(tones.count)
        case .leaps:
            let intervals = zip(tones, tones.dropFirst()).map { abs($1.midi - $0.midi) }
            return Double(intervals.count { $0 > 4 }) / Double(max(1, intervals.count))
        }
    }
}

extension Score {
    fileprivate func isSyncopated(_ tone: Melody.Tone, _ bars: [Bar]) -> Bool {
        guard let meter = meters.value(at: tone.onset) else { return false }
        let beat = meter.beatTicks(ticksPerQuarter)
        let offset = ticksFromBar(tone.onset, meter, bars) % beat
        return offset != 0 && offset + tone.duration > beat
    }

    /// Returns the ticks since the previous bar line. A pickup counts as the end of a bar.
    ///
    /// - Parameter bars: the bars of this score.
    func ticksFromBar(_ onset: Int, _ meter: Meter, _ bars: [Bar]) -> Int {
        guard let bar = bars.last(where: { $0.start <= onset }) else { return onset }
        let missing = max(0, (meter.barTicks(ticksPerQuarter) ?? bar.duration) - bar.duration)
        return onset - bar.start + (bar.start == 0 ? missing : 0)
    }
}
