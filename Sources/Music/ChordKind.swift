/// MusicXML's kinds of chords, and the texts that chord symbols have for them after the root.
///
/// Source: MusicXML 4.0, `kind-value`.
package enum ChordKind {
    /// Returns the name of the kind for a text: `dominant` for `7`; nil for any other text, such as `7b9`.
    package static func name(_ text: String) -> String? { names[text] }

    /// Returns the texts of a kind, the usual one first; empty for an unknown kind.
    package static func texts(_ name: String) -> [String] { table.first { $0.name == name }?.texts ?? [] }

    private static let names: [String: String] = {
        var result: [String: String] = [:]
        for (name, texts) in table { for text in texts { result[text] = name } }
        return result
    }()

    private static let table: [(name: String, texts: [String])] = [
        ("major", ["", "maj", "M", "major"]),
        ("minor", ["m", "min", "-", "minor", "mi"]),
        ("augmented", ["aug", "+", "#5"]),
        ("diminished", ["dim", "°", "o"]),
        ("dominant", ["7", "dom7"]),
        ("major-seventh", ["maj7", "M7", "ma7", "Maj7"]),
        ("minor-seventh", ["m7", "min7", "-7", "mi7"]),
        ("diminished-seventh", ["dim7", "°7", "o7"]),
        ("augmented-seventh", ["aug7", "+7", "7#5", "7+"]),
        ("half-diminished", ["m7b5", "min7b5", "-7b5", "mi7b5"]),
        ("major-minor", ["mmaj7", "mM7", "minmaj7", "m(maj7)", "mMaj7"]),
        ("major-sixth", ["6", "maj6", "M6"]),
        ("minor-sixth", ["m6", "min6", "-6", "mi6"]),
        ("dominant-ninth", ["9"]), ("major-ninth", ["maj9", "M9", "ma9", "Maj9"]),
        ("minor-ninth", ["m9", "min9", "-9", "mi9"]),
        ("dominant-11th", ["11"]), ("major-11th", ["maj11", "M11"]), ("minor-11th", ["m11", "min11"]),
        ("dominant-13th", ["13"]), ("major-13th", ["maj13", "M13"]), ("minor-13th", ["m13", "min13"]),
        ("suspended-second", ["sus2"]), ("suspended-fourth", ["sus4", "sus"]),
        ("power", ["5"]),
    ]
}
