import MuseMusic
import MuseProtocols

/// Reads `pitch` elements and steps.
enum PitchContent {
    private static let steps = ["C", "D", "E", "F", "G", "A", "B"]

    static func step(_ text: String) -> Int? { steps.firstIndex(of: text) }

    /// Returns nil for a pitch that is invalid or beyond MIDI's range, after reporting it.
    static func pitch(_ element: XMLElement, _ reports: inout XMLReports) -> Pitch? {
        let stepText = element.text(of: "step") ?? ""
        guard let step = step(stepText) else {
            reports.add(.error, "step '\(stepText)', expected A to G", at: element.place)
            return nil
        }
        let octaveText = element.text(of: "octave") ?? ""
        guard let octave = Int(octaveText), (0...9).contains(octave) else {
            reports.add(.error, "octave '\(octaveText)', expected 0 to 9", at: element.place)
            return nil
        }
        guard let cents = cents(element.text(of: "alter"), at: element.place, &reports) else { return nil }
        if !cents.isMultiple(of: 100) {
            reports.addOnce(
                "microtones are kept in notation, but MIDI pitches leave out parts of a semitone", at: element.place)
        }
        // The nearest semitone sounds; of two equally near ones the higher, as other readers of MusicXML choose.
        let alter = (cents + 50).flooredDivision(by: 100)
        var pitch = spelled(step: step, alter: alter, octave: octave)
        pitch.cents = Int8(cents - 100 * alter)
        guard (0...127).contains(pitch.midi) else {
            reports.add(.error, "pitch \(stepText)\(octave) is outside the range of MIDI", at: element.place)
            return nil
        }
        return pitch
    }

    /// Returns the semitones of the alteration in a key or chord symbol; quarter tones are rounded up.
    static func alteration(_ text: String?, at place: XMLPlace, _ reports: inout XMLReports) -> Int? {
        guard let cents = cents(text, at: place, &reports) else { return nil }
        if !cents.isMultiple(of: 100) {
            reports.addOnce(
                "microtones of keys and chord symbols are rounded to semitones, quarter tones upwards", at: place)
        }
        return (cents + 50).flooredDivision(by: 100)
    }

    /// Returns an alteration in hundredths of a semitone.
    private static func cents(_ text: String?, at place: XMLPlace, _ reports: inout XMLReports) -> Int? {
        guard let text, !text.isEmpty else { return 0 }
        guard let number = XMLDecimal(text), number.value.magnitude <= 6 else {
            reports.add(.error, "alteration '\(text)', expected a number of semitones", at: place)
            return nil
        }
        return Int((100 * number.value).rounded())
    }

    /// Returns the pitch with at most two sharps or flats, respelled if it has more.
    private static func spelled(step: Int, alter: Int, octave: Int) -> Pitch {
        var position = 7 * octave + step
        var alter = alter
        let midi = 12 * (octave + 1) + PitchClass.semitones[step] + alter
        while alter.magnitude > 2 {
            position += alter.signum()
            alter = midi - Pitch(staffPosition: position, alter: 0).midi
        }
        return Pitch(staffPosition: position, alter: alter)
    }
}
