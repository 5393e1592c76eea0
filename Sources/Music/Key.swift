/// A key: tonic, mode, and explicit accidentals in the signature.
public struct Key: Hashable, Sendable {
    public enum Mode: String, CaseIterable, Sendable {
        case major, dorian, phrygian, lydian, mixolydian, minor, locrian
        /// No tonality: `K:none`, or a signature of explicit accidentals (`K:C exp ^f`).
        case none

        /// Fifths from the major key on the same tonic to the signature of this mode.
        var fifths: Int {
            switch self {
            case .lydian: 1
            case .major, .none: 0
            case .mixolydian: -1
            case .dorian: -2
            case .minor: -3
            case .phrygian: -4
            case .locrian: -5
            }
        }
    }

    /// The keys of the Highland bagpipe, which sound F sharp and C sharp: `HP` prints no signature, `Hp` prints it.
    ///
    /// Source: ABC 2.1, section 3.1.14.
    public enum HighlandPipes: String, Sendable {
        case unsigned = "HP"
        case signed = "Hp"
    }

    public var tonic: PitchClass
    public var mode: Mode
    /// How a key of the Highland bagpipe is printed; nil for other keys. It does not count in comparisons.
    public var pipes: HighlandPipes?
    /// Explicit accidentals that override the signature, in the order written.
    public var accidentals: [PitchClass]

    public init(_ tonic: PitchClass, _ mode: Mode, accidentals: [PitchClass] = []) {
        self.tonic = tonic
        self.mode = mode
        self.accidentals = accidentals
    }

    /// The key of the Highland bagpipe: A mixolydian.
    public static func pipes(_ pipes: HighlandPipes) -> Key {
        var key = Key(PitchClass(step: 5), .mixolydian)
        key.pipes = pipes
        return key
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.tonic == b.tonic && a.mode == b.mode && a.accidentals == b.accidentals
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(tonic)
        hasher.combine(mode)
        hasher.combine(accidentals)
    }

    public static let cMajor = Key(PitchClass(step: 0), .major)

    /// Sharps (positive) or flats (negative) of the signature, without explicit accidentals.
    public var fifths: Int { mode == .none ? 0 : tonic.fifths + mode.fifths }

    /// The alteration of each letter from C to B.
    public var alterations: [Int] {
        var result = [Int](repeating: 0, count: 7)
        // The order of sharps is F C G D A E B; flats are added in reverse.
        let order = [3, 0, 4, 1, 5, 2, 6]
        for i in 0..<abs(fifths) {
            if fifths > 0 { result[order[i % 7]] += 1 } else { result[order[6 - i % 7]] -= 1 }
        }
        for accidental in accidentals { result[Int(accidental.step)] = Int(accidental.alter) }
        return result
    }

    /// The pitch classes of the signature, as semitones above C, in the order of the letters from C to B.
    public var pitchClasses: [Int] { zip(PitchClass.semitones, alterations).map { ($0 + $1 + 24) % 12 } }
}

extension Key: CustomStringConvertible {
    /// `D major`, `A dorian`.
    public var description: String {
        let extra = accidentals.map { " \($0)" }.joined()
        return mode == .none ? "none\(extra)" : "\(tonic) \(mode.rawValue)\(extra)"
    }
}

extension Key {
    /// Parses a tonic and a mode: `D`, `Dm`, `D minor`, `Ddor`, `Bb mixolydian`, `F#m`.
    ///
    /// The first three letters identify a mode, as in ABC; `m` is minor, no mode is major.
    public init?(_ text: some StringProtocol) {
        let text = String(text.drop { $0 == " " })
        let name = String(text.prefix(1) + text.dropFirst().prefix { "#b♯♭".contains($0) })
        guard let tonic = PitchClass(name), let mode = Mode(name: text.dropFirst(name.count)) else { return nil }
        self.init(tonic, mode)
    }
}

extension Key.Mode {
    /// The mode with the same first three letters; `m` is minor, an empty name major.
    public init?(name: some StringProtocol) {
        let word = String(name.filter { $0 != " " }).lowercased()
        switch word {
        case "": self = .major
        case "m": self = .minor
        default:
            guard word.count >= 3 else { return nil }
            switch String(word.prefix(3)) {
            case "maj", "ion": self = .major
            case "min", "aeo": self = .minor
            case "dor": self = .dorian
            case "phr": self = .phrygian
            case "lyd": self = .lydian
            case "mix": self = .mixolydian
            case "loc": self = .locrian
            default: return nil
            }
        }
    }
}

extension Key.Mode {
    /// Whether the third above the tonic is minor.
    package var hasMinorThird: Bool { [.minor, .dorian, .phrygian, .locrian].contains(self) }
}
