import MuseMusic
import MuseProtocols

/// What the grammar says about a phrase.
struct PhraseRule: Sendable {
    enum Close: String, SettingChoice, Sendable {
        /// Open: the phrase leads on.
        case none
        /// Half close: a note of the dominant.
        case half
        /// Full close on the tonic.
        case full
    }

    enum Register: String, SettingChoice, Sendable {
        case low, middle, high
    }

    static let chords = Setting<Weighted<ChordLine>>(
        "chords", default: nil,
        "chords in Roman numerals, with | between bars; by default usual ones of the mode for the close, in two bars")
    static let close = Setting<Close>(
        "close", default: PhraseRule.Close.none,
        "close of the phrase; none: it leads on; half: it ends on a note of the dominant, like a question; full: it ends "
            + "on the tonic, like an answer")
    static let contour = Setting<Weighted<Contour>>(
        "contour", default: Weighted(Contour.arch, .ascending, .wave), "line that the melody follows")
    static let register = Setting<Register>("register", default: .middle, "part of the range")
    static let motif = Setting<String>(
        "motif", default: nil, "letter of an earlier phrase whose rhythm and figures this phrase takes over")
    static let settings: [any AnySetting] = [chords, close, contour, register, motif]

    /// nil for the usual chords of the mode.
    var chords: Weighted<ChordLine>?
    var close = Close.none
    var contour: Weighted<Contour>
    var register = Register.middle
    var motif: Character?

    /// The number of bars.
    var bars: Int { chords?.values.first?.bars.count ?? 2 }

    /// The phrases that every grammar has: `a` opens, `b` asks, `c` answers, `d` opens the second part, `e` asks there.
    static let standard: [(letter: Character, rule: PhraseRule)] = [
        ("a", PhraseRule(contour: Weighted(.ascending, .arch, .wave))),
        ("b", PhraseRule(close: .half, contour: Weighted(.descending, .wave))),
        ("c", PhraseRule(close: .full, contour: Weighted(.descending))),
        ("d", PhraseRule(contour: Weighted(.arch, .level, .wave), register: .high)),
        ("e", PhraseRule(close: .half, contour: Weighted(.arch, .descending), register: .high)),
    ]

    /// The chords of a tune in this mode.
    func chords(in mode: Key.Mode) -> Weighted<ChordLine> { chords ?? Self.usualChords(close, mode) }

    private static func usualChords(_ close: Close, _ mode: Key.Mode) -> Weighted<ChordLine> {
        let table: [(String, Double)] =
            switch (mode, close) {
            case (.major, .none), (.lydian, .none), (.none, .none):
                [("I | I", 3), ("I | IV", 2), ("I | V", 2), ("I | IV I", 1), ("I | vi", 1)]
            case (.major, .half), (.lydian, .half), (.none, .half):
                [("IV | V", 3), ("I | V", 3), ("I IV | V", 1), ("ii | V", 1), ("vi | V", 1)]
            case (.major, .full), (.lydian, .full), (.none, .full):
                [("I | V I", 3), ("IV | V I", 3), ("ii | V I", 1), ("IV V | I", 1), ("I V | I", 1)]
            case (.mixolydian, .none): [("I | I", 2), ("I | VII", 3), ("I | IV", 1)]
            case (.mixolydian, .half): [("I | VII", 2), ("IV | VII", 1), ("I | v", 1)]
            case (.mixolydian, .full): [("I | VII I", 3), ("IV | VII I", 1), ("I VII | I", 1)]
            case (_, .none): [("i | i", 2), ("i | VII", 3), ("i | v", 1)]
            case (_, .half): [("i | VII", 2), ("VII | v", 1), ("i | v", 2)]
            case (_, .full): [("i | VII i", 3), ("VII | v i", 1), ("i VII | i", 1)]
            }
        let options = table.compactMap { text, weight in
            ChordLine(text).map { Weighted<ChordLine>.Option($0, weight) }
        }
        return Weighted(options)
    }
}
