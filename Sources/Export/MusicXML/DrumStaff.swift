import MuseMusic

/// The places of General MIDI's drums on a staff of five lines.
///
/// Source: Weinberg, "Guidelines for Drumset Notation", Percussive Notes 36(3), 1998; drums that it does not name are
/// on the middle line.
enum DrumStaff {
    private static let places: [Int: String] = [
        35: "F4", 36: "F4", 37: "C5", 38: "C5", 39: "C5", 40: "C5", 41: "A4", 42: "G5", 43: "A4", 44: "D4", 45: "B4",
        46: "G5", 47: "D5", 48: "D5", 49: "A5", 50: "E5", 51: "F5", 52: "B5", 53: "F5", 55: "B5", 57: "A5", 59: "F5",
    ]

    /// The printed place of a drum, as the pitch of a note in the treble clef.
    ///
    /// - Parameter midi: its number in General MIDI's percussion key map.
    static func place(_ midi: Int) -> Pitch {
        Pitch(places[midi] ?? "B4") ?? Pitch(step: 6, octave: 4)
    }
}
