package import MuseMusic
package import MuseProtocols

/// Leaps are resolved by motion in the opposite direction.
///
/// A leap is an interval of a fifth or more. It is resolved when the melody returns by step to the note before the
/// leap, or leaps in the opposite direction after more than `steps` notes. It is doubled by another leap in the same
/// direction. An earlier leap back ends it without counting; a leap that is unresolved at the end does not count
/// either. `value = satisfaction = resolved / (resolved + doubled)`, 1 if there is neither.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, "leap resolved"; there `steps` are steps of a grid.
package struct LeapsResolved: Rule {
    static let steps = Setting<Int>(
        "steps", in: 0..., default: 6,
        "a leap in the opposite direction is a resolution only after more than this many notes")
    package static let schema = Schema(
        "leaps_resolved", "leaps are resolved by motion in the opposite direction", [steps])
    package let unit = "share of leaps"

    private let steps: Int

    package init(_ settings: Settings) throws { steps = try settings[Self.steps] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let pitches = score.melody.tones.map(\.midi)
        var open: (from: Int, isUp: Bool, age: Int)?
        var resolved = 0
        var doubled = 0
        for (before, now) in zip(pitches, pitches.dropFirst()) {
            let isUp = now > before
            if abs(now - before) >= 7 {
                if let leap = open {
                    if leap.isUp == isUp {
                        doubled += 1
                        open?.age = 0
                    } else {
                        if leap.age > steps { resolved += 1 }
                        open = nil
                    }
                } else {
                    open = (before, isUp, 0)
                }
            } else if let leap = open {
                if leap.isUp ? now <= leap.from : now >= leap.from {
                    resolved += 1
                    open = nil
                } else {
                    open?.age += 1
                }
            }
        }
        return RuleMeasurement(share: resolved, of: resolved + doubled, empty: 1)
    }
}
