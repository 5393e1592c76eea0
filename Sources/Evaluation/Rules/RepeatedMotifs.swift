package import MuseMusic
package import MuseProtocols

/// The tune repeats its motifs.
///
/// `value` is the share of the melody's notes that end a motif (see `motifs`) which occurred before: the same pitches
/// in the same rhythm, within an earlier bar's length that does not overlap it. `satisfaction = min(1, value /
/// wanted)`.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, "repeated motif".
package struct RepeatedMotifs: Rule {
    static let wanted = Setting<Double>(
        "wanted", in: 0.01...1, default: 0.25, unit: "share of notes",
        "amount of repeated motifs at which the rule is fully satisfied")
    package static let schema = Schema(
        "repeated_motifs", "motifs are repeated", [Motifs.pitches, wanted])
    package let unit = "share of notes"

    private let pitches: Int
    private let wanted: Double

    package init(_ settings: Settings) throws {
        pitches = try settings[Motifs.pitches]
        wanted = try settings[Self.wanted]
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = score.melody.tones
        let windows = MotifWindows(score, tones, pitches: pitches)
        // The index of the note at which each motif first ended.
        var heard: [[Event]: Int] = [:]
        var returns = 0
        for last in tones.indices {
            guard let motif = windows.motif(endingAt: last) else { continue }
            let events = motif.map { i in
                Event(midi: tones[i].midi, duration: tones[i].duration, onset: tones[i].onset - tones[last].onset)
            }
            if let end = heard[events] {
                if end < motif.lowerBound { returns += 1 }
            } else {
                heard[events] = last
            }
        }
        let share = tones.isEmpty ? 0 : Double(returns) / Double(tones.count)
        return RuleMeasurement(value: share, satisfaction: min(1, share / wanted))
    }

    private struct Event: Hashable {
        var midi, duration, onset: Int
    }
}
