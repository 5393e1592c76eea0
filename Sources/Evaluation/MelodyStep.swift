import MuseMusic

/// How a tone of a melody follows the one before, independent of key.
struct MelodyStep: Hashable, Sendable {
    /// In semitones.
    var interval: Int
    /// Of the second tone, in units of 1/10 080 quarter.
    var duration: Int
}

extension Melody {
    /// One step fewer than there are tones.
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
