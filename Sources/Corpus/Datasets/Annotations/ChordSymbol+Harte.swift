import MuseMusic

extension ChordSymbol {
    /// A chord label as annotations of recordings use them: `F#:maj7/5`, a root, a kind and the degree of the bass.
    ///
    /// Source: Harte, Sandler, Abdallah and Gómez, "Symbolic representation of musical chords: a proposed syntax for
    /// text annotations", ISMIR 2005, with the kinds `sus2` and `sus4(b7)`. Other lists of degrees are not read.
    init?(harte label: String) {
        let parts = label.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let names = parts[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let root = PitchClass(names[0]),
            let kind = Self.kinds[names.count > 1 ? String(names[1]) : "maj"]
        else { return nil }
        self.init(root: root, kind: kind)
        guard parts.count > 1 else { return }
        guard let interval = Self.fifths(ofDegree: parts[1]) else { return nil }
        if interval != 0 { bass = PitchClass(fifths: root.fifths + interval) }
    }

    /// The fifths from the root to a degree such as `5` or `b7`; nil for any other text.
    private static func fifths(ofDegree text: Substring) -> Int? {
        let signs = text.prefix { $0 == "b" || $0 == "#" }
        guard let number = Int(text.dropFirst(signs.count)), (1...13).contains(number) else { return nil }
        let natural = [0, 2, 4, -1, 1, 3, 5][(number - 1) % 7]
        return signs.reduce(natural) { $0 + ($1 == "#" ? 7 : -7) }
    }

    private static let kinds = [
        "maj": "", "min": "m", "dim": "dim", "aug": "aug", "maj7": "maj7", "min7": "m7", "7": "7", "dim7": "dim7",
        "hdim7": "m7b5", "minmaj7": "mmaj7", "maj6": "6", "min6": "m6", "9": "9", "maj9": "maj9", "min9": "m9",
        "sus2": "sus2", "sus4": "sus4", "sus4(b7)": "7sus4", "5": "5",
    ]

    /// The chord with its notes spelled as near as possible to a key on the line of fifths: Gb instead of F# in Db
    /// major.
    func spelled(in key: Key) -> ChordSymbol {
        func spelled(_ name: PitchClass) -> PitchClass {
            // From the lowered second to the raised fourth of the major key with this signature.
            let lowest = key.fifths - 5
            return PitchClass(fifths: lowest + (name.fifths - lowest).modulo(12))
        }
        var chord = self
        chord.root = spelled(root)
        // The bass keeps its degree: Gb/Cb, not Gb/B.
        chord.bass = bass.map { PitchClass(fifths: chord.root.fifths + $0.fifths - root.fifths) }
        return chord
    }
}

extension Int {
    fileprivate func modulo(_ other: Int) -> Int { (self % other + other) % other }
}
