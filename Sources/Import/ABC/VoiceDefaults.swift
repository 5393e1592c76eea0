import MuseMusic

/// Values set by fields of the header; each new voice starts with them.
struct VoiceDefaults {
    var meter: Meter?
    /// The unit note length of `L:`; nil until one is written.
    var unit: ExactTicks?
    var key = Key.cMajor
    var octaveShift = 0
    var reach = BarAccidentals.Reach.allOctaves
    var program = 0
    var isDrums = false

    /// The unit note length as written, or the one that follows from the meter: 1/16 below three quarters, else 1/8.
    ///
    /// Source: ABC 2.1, section 3.1.7.
    var unitTicks: ExactTicks {
        let whole = 4 * Score.notationTicksPerQuarter
        if let unit { return unit }
        guard let meter, !meter.isFree, 4 * meter.beats < 3 * meter.unit else { return ExactTicks(whole / 8) }
        return ExactTicks(whole / 16)
    }
}
