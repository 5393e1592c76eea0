/// The names of decorations and their single-letter shorthands.
///
/// Source: ABC 2.1, sections 4.14 and 4.16.
enum Decorations {
    /// The decoration of each ASCII letter; empty if the letter has none.
    static let standardSymbols: [String] = {
        var symbols = [String](repeating: "", count: 128)
        let letters: [(Unicode.Scalar, String)] = [
            (".", "staccato"), ("~", "roll"), ("H", "fermata"), ("J", "slide"), ("L", "accent"), ("M", "lowermordent"),
            ("O", "coda"), ("P", "uppermordent"), ("R", "roll"), ("S", "segno"), ("T", "trill"), ("u", "upbow"),
            ("v", "downbow"),
        ]
        for (letter, name) in letters { symbols[Int(letter.value)] = name }
        return symbols
    }()

    static let names: Set<String> = [
        "trill", "trill(", "trill)", "lowermordent", "uppermordent", "roll", "turn", "turnx", "invertedturn",
        "invertedturnx", "arpeggio", "accent", "fermata", "invertedfermata", "tenuto", "0", "1", "2", "3", "4", "5",
        "plus", "snap", "slide", "wedge", "upbow", "downbow", "open", "thumb", "breath", "pppp", "ppp", "pp", "p",
        "mp", "mf", "f", "ff", "fff", "ffff", "sfz", "crescendo(", "crescendo)", "diminuendo(", "diminuendo)",
        "segno", "coda", "D.S.", "D.C.", "dacoda", "dacapo", "fine", "shortphrase", "mediumphrase", "longphrase",
        "staccato", "marcato",
    ]

    static let sortedNames = names.sorted()

    private static let synonyms = [
        ">": "accent", "emphasis": "accent", "mordent": "lowermordent", "pralltriller": "uppermordent", "+": "plus",
        "<(": "crescendo(", "<)": "crescendo)", ">(": "diminuendo(", ">)": "diminuendo)", "^": "marcato",
        "D.C.alfine": "D.C.",
    ]

    /// Returns the standard name of a decoration that may be given by a synonym.
    static func standardName(_ name: String) -> String { synonyms[name] ?? name }

    static func isKnown(_ name: String) -> Bool { names.contains(name) || synonyms[name] != nil }

    /// Whether `U:` may redefine a letter: `H` to `Y`, `h` to `w` and `~`, but not the dot.
    static func canBeRedefined(_ letter: UInt8) -> Bool {
        (UInt8(ascii: "H")...UInt8(ascii: "Y")).contains(letter)
            || (UInt8(ascii: "h")...UInt8(ascii: "w")).contains(letter) || letter == UInt8(ascii: "~")
    }
}
