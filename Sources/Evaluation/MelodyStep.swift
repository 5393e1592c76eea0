import MuseMusic

/// The step from one tone of a melody to the next, independent of key.
struct MelodyStep: Hashable, Sendable {
    /// In semitones.
    var interval: Int
    /// The duration of the second tone, in units of 1/10 080 quarter.
    var duration: Int
}

extension Melody {
    /// Returns the steps between consecutive tones.
    func steps(ticksPerQuarter: Int) -> [MelodyStep] {
        zip(tones, tones.dropFirst()).map { before, tone in
            MelodyStep(
                interval: tone.midi - before.midi,
                duration: tone.duration * Score.notationTicksPerQuarter / ticksPerQuarter)
        }
    }
}

extension Score {
    var melodySteps: [MelodyStep] { melody.steps(ticksPerQuarter: ticksPerQuarter) }
}
