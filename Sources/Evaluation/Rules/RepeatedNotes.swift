package import MuseMusic
package import MuseProtocols

/// No note is repeated many times in a row.
///
/// `value` is the share of the melody's notes that follow more than `notes` notes of the same pitch in a row;
/// `satisfaction = 1 - value`.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, "excessively repeating tones": more than four, there on
/// a grid of steps, where rests and held notes allow more.
package struct RepeatedNotes: Rule {
    static let notes = Setting<Int>(
        "notes", in: 1..., default: 4, unit: "notes", "longest run of equal pitches that is not penalised")
    package static let schema = Schema("repeated_notes", "no note is repeated many times in a row", [notes])
    package let unit = "share of notes"

    private let notes: Int

    package init(_ settings: Settings) throws { notes = try settings[Self.notes] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = score.melody.tones
        var run = 0
        var excess = 0
        for (i, tone) in tones.enumerated() {
            run = i > 0 && tones[i - 1].midi == tone.midi ? run + 1 : 1
            if run > notes { excess += 1 }
        }
        let share = tones.isEmpty ? 0 : Double(excess) / Double(tones.count)
        return RuleMeasurement(value: share, satisfaction: 1 - share)
    }
}
