import MuseMusic

/// The values set by fields of the header, with which each new voice starts.
struct VoiceDefaults {
    var meter: Meter?
    /// The unit note length of `L:`; nil if none is written.
    var unit: ExactTicks?
    var key = Key.cMajor
    var clef: Clef?
    var octaveShift = 0
    var transposition = 0
    var reach = BarAccidentals.Reach.allOctaves
    var program = 0
    var isDrums = false

    mutating func apply(_ staff: StaffProperties) {
        if let clef = staff.clef { self.clef = clef }
        if let shift = staff.octaveShift { octaveShift = shift }
        if let semitones = staff.transposition { transposition = semitones }
        if staff.clef?.sign == .percussion { isDrums = true }
    }

    /// The unit note length as written, or the default for the meter: 1/16 if it is below 3/4, otherwise 1/8.
    ///
    /// Source: ABC 2.1, section 3.1.7.
    var unitTicks: ExactTicks {
        let wholeNote = 4 * Score.notationTicksPerQuarter
        if let unit { return unit }
        guard let meter, !meter.isFree, 4 * meter.beats < 3 * meter.unit else { return ExactTicks(wholeNote / 8) }
        return ExactTicks(wholeNote / 16)
    }
}
