import MuseMusic

extension XMLWriter {
    /// Writes a chord symbol, `offset` divisions after the current position in the measure.
    func harmony(_ chord: ChordSymbol, offset: Int) {
        start("harmony")
        start("root")
        element("root-step", step(chord.root.step))
        if chord.root.alter != 0 { element("root-alter", Int(chord.root.alter)) }
        end()
        start("kind")
        if !chord.kind.isEmpty { attribute("text", chord.kind) }
        text(Self.kinds[chord.kind] ?? "other")
        end()
        if let bass = chord.bass {
            start("bass")
            element("bass-step", step(bass.step))
            if bass.alter != 0 { element("bass-alter", Int(bass.alter)) }
            end()
        }
        if offset != 0 { element("offset", offset) }
        end()
    }

    /// Returns the letter of a step, C for 0.
    func step(_ step: Int8) -> StaticString {
        switch step {
        case 0: "C"
        case 1: "D"
        case 2: "E"
        case 3: "F"
        case 4: "G"
        case 5: "A"
        default: "B"
        }
    }

    /// MusicXML's names of chord kinds, by the text after the root. Any other kind is `other` with its text.
    private static let kinds: [String: String] = {
        let table: [(kind: String, names: [String])] = [
            ("major", ["", "maj", "M", "major"]),
            ("minor", ["m", "min", "-", "minor", "mi"]),
            ("augmented", ["aug", "+", "#5"]),
            ("diminished", ["dim", "°", "o"]),
            ("dominant", ["7", "dom7"]),
            ("major-seventh", ["maj7", "M7", "ma7", "Maj7"]),
            ("minor-seventh", ["m7", "min7", "-7", "mi7"]),
            ("diminished-seventh", ["dim7", "°7", "o7"]),
            ("augmented-seventh", ["aug7", "+7", "7#5", "7+"]),
            ("half-diminished", ["m7b5", "min7b5", "-7b5"]),
            ("major-minor", ["mmaj7", "mM7", "minmaj7", "m(maj7)"]),
            ("major-sixth", ["6", "maj6", "M6"]),
            ("minor-sixth", ["m6", "min6", "-6"]),
            ("dominant-ninth", ["9"]), ("major-ninth", ["maj9", "M9"]), ("minor-ninth", ["m9", "min9", "-9"]),
            ("dominant-11th", ["11"]), ("major-11th", ["maj11", "M11"]), ("minor-11th", ["m11", "min11"]),
            ("dominant-13th", ["13"]), ("major-13th", ["maj13", "M13"]), ("minor-13th", ["m13", "min13"]),
            ("suspended-second", ["sus2"]), ("suspended-fourth", ["sus", "sus4"]),
            ("power", ["5"]),
        ]
        var result: [String: String] = [:]
        for (kind, names) in table { for name in names { result[name] = kind } }
        return result
    }()
}
