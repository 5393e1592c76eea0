package import MuseMusic
package import MuseProtocols

/// What leaps up comes down: a leap is answered by movement the other way.
///
/// A leap is an interval of a fifth or more. It is resolved when the melody comes back step by step to the note that it
/// leapt from, or leaps the other way after more than `steps` notes; it is doubled by another leap the same way. A leap
/// back at once answers it too, but counts for neither, nor does one that is still open at the end. `value = satisfaction =
/// resolved / (resolved + doubled)`, 1 where there is none.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, "leap resolved"; there `steps` are those of a grid.
package struct LeapsResolved: Rule {
    static let steps = Setting<Int>(
        "steps", in: 0..., default: 6, unit: "notes", "a leap back before as many notes is not credited")
    package static let schema = Schema("leaps_resolved", "asks for leaps that are answered by the other way", [steps])
    package let unit = "share of leaps"

    private let steps: Int

    package init(_ settings: Settings) throws { steps = try settings[Self.steps] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let pitches = Melody(score).tones.map(\.midi)
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
