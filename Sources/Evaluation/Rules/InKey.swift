package import MuseMusic
package import MuseProtocols

/// The notes belong to the key.
///
/// `value = satisfaction` is the share of the melody's notes that belong to the key in force; a minor key includes the
/// raised sixth and seventh. A tune without notes gets 0; a note without a key in force counts as outside.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, where the key is C major.
package struct InKey: Rule {
    package static let schema = Schema("in_key", "notes belong to the key", [])
    package let unit = "share of notes"

    package init(_ settings: Settings) throws {}

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
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
