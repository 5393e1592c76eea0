package import MuseMusic
package import MuseProtocols

/// The notes are those of the key.
///
/// `value = satisfaction` is the share of the melody's notes that the key in force has, the raised sixth and seventh of a
/// minor key included. A tune without notes gets 0, a note where no key is said counts as outside.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, where the key is C major.
package struct InKey: Rule {
    package static let schema = Schema("in_key", "asks for notes of the key", [])
    package let unit = "share of notes"

    package init(_ settings: Settings) throws {}

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = Melody(score)
        var key: Key?
        var scale: Scale?
        let inside = melody.tones.count { tone in
            guard let now = score.keys.value(at: tone.onset), now.mode != .none else { return false }
            if key != now {
                key = now
                scale = Scale(now)
            }
            return scale?.contains(midi: tone.midi) ?? false
        }
        return RuleMeasurement(share: inside, of: melody.tones.count)
    }
}
