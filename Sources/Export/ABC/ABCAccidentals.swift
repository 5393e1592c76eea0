import MuseMusic
import MuseProtocols

/// Decides which notes of a bar need an accidental sign.
///
/// The standard lets an accidental apply to its letter in all octaves or only in its own (`%%propagate-accidentals`),
/// and readers differ. A sign is written wherever one of the two readings would be wrong without it.
struct ABCAccidentals {
    /// The alteration of each letter in the key, in hundredths of a semitone.
    private var key: [Int16]
    /// The alteration of each letter in force if accidentals apply in all octaves.
    private var letters: [Int16]
    /// The same by letter and octave, if they apply in one octave only; `none` without an accidental in this bar.
    private var pitches: [Int16]
    /// Bit mask of the letters with an accidental in this bar.
    private var altered: UInt8 = 0
    /// Bit mask of the letters on which readers may disagree until the end of the bar.
    private var uncertain: UInt8 = 0

    private static let none: Int16 = .max
    private static let octaves = 13

    init(key: Key) {
        self.key = key.alterations.map { 100 * Int16(clamping: $0) }
        letters = self.key
        pitches = [Int16](repeating: Self.none, count: 7 * Self.octaves)
    }

    /// Resets the accidentals at a bar line: only the key remains in force.
    mutating func startBar() {
        uncertain = 0
        guard altered != 0 else { return }
        for step in 0..<7 where altered & (1 << step) != 0 {
            letters[step] = key[step]
            for i in step * Self.octaves..<(step + 1) * Self.octaves { pitches[i] = Self.none }
        }
        altered = 0
    }

    /// Marks the altered letters as uncertain where only some readers cancel the bar's accidentals: at an unusual bar
    /// line or an overlay.
    mutating func markUncertain() { uncertain |= altered }

    /// Marks all letters as uncertain, at a key change within the bar.
    mutating func markAllUncertain() { uncertain = 0x7F }

    mutating func change(key: Key) {
        markUncertain()
        self.key = key.alterations.map { 100 * Int16(clamping: $0) }
        for step in 0..<7 where altered & (1 << step) == 0 { letters[step] = self.key[step] }
    }

    /// Whether a note of this pitch must be written with its accidental, which then applies to the rest of the bar.
    ///
    /// - Parameter isGrace: readers disagree on whether the accidental of a grace note applies to later notes.
    mutating func needs(_ pitch: Pitch, isGrace: Bool = false) throws -> Bool {
        let step = Int(pitch.step)
        let octave = Int(pitch.octave) + 2
        guard (0..<7).contains(step), (0..<Self.octaves).contains(octave), (-2...2).contains(pitch.alter) else {
            throw ExportError(
                "ABC cannot write a pitch with step \(step), alteration \(pitch.alter), octave \(octave)")
        }
        let i = step * Self.octaves + octave
        let inOctave = pitches[i] == Self.none ? key[step] : pitches[i]
        let alteration = 100 * Int16(pitch.alter) + Int16(pitch.cents)
        if letters[step] == alteration, inOctave == alteration, uncertain & (1 << step) == 0 { return false }
        letters[step] = alteration
        pitches[i] = alteration
        altered |= 1 << step
        if isGrace { uncertain |= 1 << step }
        return true
    }
}

extension ABCText {
    /// Appends a pitch such as `^^c'`: the accidental if requested, the letter and its octave.
    mutating func append(_ pitch: Pitch, accidental: Bool) {
        if accidental, pitch.cents != 0 {
            append(microtone: 100 * Int(pitch.alter) + Int(pitch.cents))
        } else if accidental {
            switch pitch.alter {
            case 2: append("^^")
            case 1: append(UInt8(ascii: "^"))
            case 0: append(UInt8(ascii: "="))
            case -1: append(UInt8(ascii: "_"))
            default: append("__")
            }
        }
        let letter = Self.letters[Int(pitch.step)]
        if pitch.octave <= 4 {
            append(letter)
            for _ in 0..<(4 - Int(pitch.octave)) { append(UInt8(ascii: ",")) }
        } else {
            append(letter + 0x20)
            for _ in 0..<(Int(pitch.octave) - 5) { append(UInt8(ascii: "'")) }
        }
    }

    /// Appends a microtonal accidental, a fraction of a semitone: `^/`, `_3/2`.
    private mutating func append(microtone cents: Int) {
        append(cents < 0 ? "_" : "^")
        append(length: ABCLength(abs(cents), 100))
    }

    private static let letters: [UInt8] = Array("CDEFGAB".utf8)
}
