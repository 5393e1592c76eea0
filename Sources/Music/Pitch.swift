/// A spelled pitch: a letter, an alteration and an octave, and for microtones the deviation from it.
public struct Pitch: Hashable, Sendable {
    /// 0 C, 1 D, 2 E, 3 F, 4 G, 5 A, 6 B.
    public var step: Int8
    /// Semitones up (sharps) or down (flats), -2 to 2.
    public var alter: Int8
    /// Scientific octave: middle C is C4.
    public var octave: Int8
    /// Hundredths of a semitone above the pitch, -99 to 99; 50 for a quarter tone up. `midi` ignores them.
    public var cents: Int8

    public init(step: Int, alter: Int = 0, octave: Int, cents: Int = 0) {
        self.step = Int8(step)
        self.alter = Int8(alter)
        self.octave = Int8(octave)
        self.cents = Int8(cents)
    }

    /// The MIDI note number; middle C is 60.
    public var midi: Int { 12 * (Int(octave) + 1) + PitchClass.semitones[Int(step)] + Int(alter) }

    /// Diatonic steps above C0: neighbouring lines and spaces of a staff differ by one.
    public var staffPosition: Int { 7 * Int(octave) + Int(step) }

    public init(staffPosition: Int, alter: Int) {
        let octave = staffPosition.flooredDivision(by: 7)
        self.init(step: staffPosition - 7 * octave, alter: alter, octave: octave)
    }

    public var name: PitchClass { PitchClass(step: Int(step), alter: Int(alter)) }
}

extension Pitch {
    /// Parses `F#4` or `Bb3`; nil for anything else and for pitches outside the MIDI range.
    public init?(_ text: some StringProtocol) {
        let split = text.firstIndex { $0.isNumber || $0 == "-" } ?? text.endIndex
        guard let name = PitchClass(text[..<split]), let octave = Int(text[split...]), (-1...9).contains(octave) else {
            return nil
        }
        self.init(step: Int(name.step), alter: Int(name.alter), octave: octave)
        guard (0...127).contains(midi) else { return nil }
    }
}

extension Pitch: CustomStringConvertible {
    /// `F#4`, `Bb3`.
    public var description: String { "\(name)\(octave)" }
}

/// A spelled pitch without its octave: the tonic of a key, the root of a chord.
public struct PitchClass: Hashable, Sendable {
    /// Semitones above C of the seven letters, C to B.
    public static let semitones = [0, 2, 4, 5, 7, 9, 11]
    static let letters = Array("CDEFGAB")

    public var step: Int8
    public var alter: Int8

    public init(step: Int, alter: Int = 0) {
        self.step = Int8(step)
        self.alter = Int8(alter)
    }

    /// Semitones above C, 0 to 11.
    public var semitone: Int { (Self.semitones[Int(step)] + Int(alter) + 12) % 12 }

    /// Position on the line of fifths: C 0, G 1, F -1, F# 6.
    public var fifths: Int { [0, 2, 4, -1, 1, 3, 5][Int(step)] + 7 * Int(alter) }

    public init(fifths: Int) {
        let alter = (fifths + 1).flooredDivision(by: 7)
        self.init(step: [3, 0, 4, 1, 5, 2, 6][fifths + 1 - 7 * alter], alter: alter)
    }

    /// Parses a letter with an optional `#`, `b`, `##` or `bb`.
    public init?(_ text: some StringProtocol) {
        guard let first = text.first, let step = Self.letters.firstIndex(of: Character(first.uppercased())) else {
            return nil
        }
        switch String(text.dropFirst()) {
        case "": self.init(step: step)
        case "#", "♯": self.init(step: step, alter: 1)
        case "b", "♭": self.init(step: step, alter: -1)
        case "##": self.init(step: step, alter: 2)
        case "bb": self.init(step: step, alter: -2)
        default: return nil
        }
    }
}

extension PitchClass: CustomStringConvertible {
    public var description: String {
        let sign = alter < 0 ? "b" : "#"
        return String(Self.letters[Int(step)]) + String(repeating: sign, count: Int(alter.magnitude))
    }
}

extension Int {
    /// Division that rounds towards minus infinity.
    package func flooredDivision(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension Pitch {
    /// The note of a key at a staff position; without a key, the natural note.
    package init(staffPosition: Int, in key: Key?) {
        let step = Pitch(staffPosition: staffPosition, alter: 0).step
        self.init(staffPosition: staffPosition, alter: key?.alterations[Int(step)] ?? 0)
    }
}
