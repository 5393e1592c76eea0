package import MuseMusic
package import MuseProtocols

/// The tune ends with a cadence: its last pitch is the tonic, on a beat, approached from a note that leads to it.
///
/// `value = satisfaction` is the share of three conditions that hold: the last note is the tonic; the last note before
/// it with another pitch is the second, fifth or seventh degree (the seventh raised or not); the last note begins on a
/// beat. Octaves do not matter. Without notes or a tonic it is 0.
package struct FinalCadence: Rule {
    package static let schema = Schema("final_cadence", "the tune ends with a cadence on its tonic", [])
    package let unit = "share of conditions"

    package init(_ settings: Settings) throws {}

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = score.melody.tones
        guard let last = tones.last, let key = score.keys.value(at: last.onset), key.mode != .none else {
            return RuleMeasurement(share: 0)
        }
        func degree(_ tone: Melody.Tone) -> Int { (tone.midi - key.tonic.semitone + 120) % 12 }
        let finalStart = tones.lastIndex { $0.midi % 12 != last.midi % 12 }.map { $0 + 1 } ?? 0
        var metCount = degree(last) == 0 ? 1 : 0
        if finalStart > 0, [1, 2, 7, 10, 11].contains(degree(tones[finalStart - 1])) { metCount += 1 }
        if score.isOnBeat(last.onset) { metCount += 1 }
        return RuleMeasurement(share: metCount, of: 3)
    }
}

extension Score {
    /// Whether a tick is on a beat, counted from the previous bar line; beats of 6/8, 9/8 and 12/8 are dotted. False in
    /// free time.
    fileprivate func isOnBeat(_ onset: Int) -> Bool {
        guard let meter = meters.value(at: onset) else { return false }
        return ticksFromBar(onset, meter, bars()) % meter.beatTicks(ticksPerQuarter) == 0
    }
}
