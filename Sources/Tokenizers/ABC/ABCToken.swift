import MuseMusic
import MuseProtocols

/// The meaning of one token of the `abc` tokenizer.
enum ABCToken: Hashable, Sendable {
    case end
    // Header, in this order in every sequence.
    /// The value of a header field: a canonical rhythm name, or one of the values listed in the recipe; nil for any
    /// other value.
    case label(StyleToken.Kind, String?)
    case meter(ABCMeter)
    /// The length of a note without a duration token: 2, 4, 8 or 16 for a half to a sixteenth note.
    case unit(Int)
    case tonic(PitchClass)
    case mode(Key.Mode)
    case keyAccidental(PitchClass)
    /// One for each section, before the music: its number of bars up to the end of the first ending (0 if there is no
    /// token for that number), and whether the section is repeated.
    case section(bars: Int, isRepeated: Bool)
    // Notes.
    /// Before a pitch. Relative: semitones above the key's signature; absolute: the alteration itself.
    case alteration(Int)
    /// Relative: steps of the scale above the tonic of octave 4; absolute: staff position, C0 = 0.
    case pitch(Int)
    /// After a pitch, chord or rest: 32nds of the unit note; after a grace note: 32nds of an eighth. Consecutive ones
    /// add up.
    case duration(Int)
    case rest(isVisible: Bool)
    case chordStart, chordEnd
    case tie
    /// Between two notes of unit length: `>` 1, `>>` 2, `<` -1, `<<` -2.
    case broken(Int)
    case tuplet(actual: Int, normal: Int, count: Int)
    // Structure.
    /// Before the last bar of a section. If the section began with a pickup, the bar is shorter by it.
    case cadence(isShort: Bool)
    case barline(Barline.Style, endsRepeat: Bool, startsRepeat: Bool)
    /// After a bar line, or alone if no bar ends there: the numbers of the ending that starts.
    case ending([Int])
    // Optional.
    /// Root (relative: fifths above the tonic; absolute: fifths above C) and kind.
    case chordSymbol(fifths: Int, kind: String)
    /// After a chord symbol; relative to the same reference as its root.
    case bass(fifths: Int)
    case decoration(String)
    case graceStart(isAcciaccatura: Bool)
    case graceEnd
}

/// A meter and its symbol: `C` and `4/4` are different notation.
struct ABCMeter: Hashable, Sendable {
    var meter: Meter
    var symbol: Meter.Symbol

    init(_ meter: Meter) {
        self.meter = meter
        symbol = meter.symbol
    }

    var name: String {
        switch symbol {
        case .common: "C"
        case .cut: "C|"
        case .numeric: meter.description
        }
    }
}

extension ABCToken {
    /// The tokens of a pitch in a key.
    ///
    /// - Parameters:
    ///   - alterations: of the key, `Key.alterations`.
    ///   - tonicPosition: the staff position of the tonic of octave 4.
    static func tokens(
        of pitch: Pitch, alterations: [Int], tonicPosition: Int, isRelative: Bool
    ) -> (alteration: ABCToken?, pitch: ABCToken) {
        let signature = alterations[Int(pitch.step)]
        let alter = Int(pitch.alter)
        return (
            alter == signature ? nil : .alteration(isRelative ? alter - signature : alter),
            .pitch(pitch.staffPosition - (isRelative ? tonicPosition : 0))
        )
    }

    /// The token's name in the vocabulary, without white space.
    func name(isRelative: Bool) -> String {
        switch self {
        case .end: "<end>"
        case .label(let kind, let name):
            Self.field(kind) + (name ?? "none").split(whereSeparator: \.isWhitespace).joined(separator: "_")
        case .meter(let meter): "M:\(meter.name)"
        case .unit(let denominator): "L:1/\(denominator)"
        case .tonic(let tonic): "K:\(tonic)"
        case .mode(let mode): "mode:\(mode.rawValue)"
        case .keyAccidental(let accidental):
            "key:" + Self.accidental(Int(accidental.alter)) + String(accidental.description.prefix(1))
        case .section(let bars, let isRepeated):
            "section:" + (bars > 0 ? "\(bars)" : "long") + (isRepeated ? ":repeated" : "")
        case .alteration(let semitones):
            isRelative ? (semitones > 0 ? "+\(semitones)" : "\(semitones)") : Self.accidental(semitones)
        case .pitch(let position): isRelative ? Self.degree(position) : Self.letter(position)
        case .duration(let units32): "x" + Self.fraction(units32, 32)
        case .rest(let isVisible): isVisible ? "z" : "x"
        case .chordStart: "["
        case .chordEnd: "]"
        case .tie: "-"
        case .broken(let steps): String(repeating: steps > 0 ? ">" : "<", count: abs(steps))
        case .tuplet(let actual, let normal, let count): "(\(actual):\(normal):\(count)"
        case .cadence(let isShort): isShort ? "cadence:short" : "cadence"
        case .barline(let style, let endsRepeat, let startsRepeat):
            (endsRepeat ? ":" : "") + Self.sign(style) + (startsRepeat ? ":" : "")
        case .ending(let numbers): "[" + numbers.map(String.init).joined(separator: ",")
        case .chordSymbol(let fifths, let kind): "\"\(Self.root(fifths, isRelative))\(isRelative ? ":" : "")\(kind)\""
        case .bass(let fifths): "\"/\(Self.root(fifths, isRelative))\""
        case .decoration(let name): "!\(name)!"
        case .graceStart(let isAcciaccatura): isAcciaccatura ? "{/" : "{"
        case .graceEnd: "}"
        }
    }

    private static func field(_ kind: StyleToken.Kind) -> String {
        switch kind {
        case .rhythm: "R:"
        case .origin: "O:"
        case .composer: "C:"
        case .book: "B:"
        }
    }

    private static func accidental(_ alter: Int) -> String {
        alter == 0 ? "=" : String(repeating: alter > 0 ? "^" : "_", count: abs(alter))
    }

    /// `1` is the tonic, `5,` the fifth below it, `3'` the third an octave up.
    private static func degree(_ position: Int) -> String {
        let octave = position.flooredDivision(by: 7)
        return "\(position - 7 * octave + 1)" + String(repeating: octave < 0 ? "," : "'", count: abs(octave))
    }

    /// ABC note letters: `C` is middle C, `c` the C above.
    private static func letter(_ position: Int) -> String {
        let octave = position.flooredDivision(by: 7)
        let letter = Array("CDEFGAB")[position - 7 * octave]
        return octave > 4
            ? letter.lowercased() + String(repeating: "'", count: octave - 5)
            : String(letter) + String(repeating: ",", count: 4 - octave)
    }

    private static func fraction(_ numerator: Int, _ denominator: Int) -> String {
        var (a, b) = (numerator, denominator)
        while a % 2 == 0, b % 2 == 0 { (a, b) = (a / 2, b / 2) }
        return b == 1 ? "\(a)" : "\(a)/\(b)"
    }

    private static func sign(_ style: Barline.Style) -> String {
        switch style {
        case .single: "|"
        case .double: "||"
        case .final: "|]"
        case .initial: "[|"
        case .dotted: ".|"
        case .invisible: "[|]"
        case .none: ""
        }
    }

    /// The degree (`5`, `b7`) or the note letter of a position on the line of fifths.
    private static func root(_ fifths: Int, _ isRelative: Bool) -> String {
        let name = PitchClass(fifths: fifths)
        if !isRelative { return name.description }
        let sign = String(repeating: name.alter < 0 ? "b" : "#", count: Int(name.alter.magnitude))
        return sign + "\(name.step + 1)"
    }
}
