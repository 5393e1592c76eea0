/// A triad or dominant seventh relative to a key: `IV`, `ii`, `V7`, `vii°`.
///
/// What harmony is modelled with: a corpus teaches the same about all keys.
package struct ScaleChord: Hashable, Sendable {
    package enum Kind: Int, CaseIterable, Sendable {
        case major, minor, seventh, diminished

        /// Semitones above the root, in ascending order.
        package var intervals: [Int] {
            switch self {
            case .major: [0, 4, 7]
            case .minor: [0, 3, 7]
            case .seventh: [0, 4, 7, 10]
            case .diminished: [0, 3, 6]
            }
        }

        /// The text after the root of a chord symbol.
        var text: String {
            switch self {
            case .major: ""
            case .minor: "m"
            case .seventh: "7"
            case .diminished: "dim"
            }
        }
    }

    /// The root in semitones above the tonic, 0 to 11.
    package let root: Int
    package let kind: Kind

    package init(root: Int, _ kind: Kind) {
        self.root = root
        self.kind = kind
    }

    /// All chords; the index of a chord is `index`.
    package static let all: [ScaleChord] = (0..<12).flatMap { root in Kind.allCases.map { ScaleChord(root: root, $0) } }

    package var index: Int { root * Kind.allCases.count + kind.rawValue }

    /// The tones as semitones above the tonic, from 0 to 11; the root first.
    package var tones: [Int] { kind.intervals.map { (root + $0) % 12 } }

    /// The chord of this vocabulary that is closest to a chord symbol. Extensions and other basses are left out:
    /// `Gm7/D` is taken as `Gm`.
    ///
    /// - Returns: nil for a chord without a third or perfect or diminished fifth, such as `C5` or `Caug`.
    package init?(_ symbol: ChordSymbol, in key: Key) {
        let intervals = symbol.intervals
        let root = (symbol.root.semitone - key.tonic.semitone + 12) % 12
        switch (intervals.contains(3), intervals.contains(4), intervals.contains(7), intervals.contains(6)) {
        case (true, false, true, _): self.init(root: root, .minor)
        case (true, false, false, true): self.init(root: root, .diminished)
        case (false, true, true, _): self.init(root: root, intervals.contains(10) ? .seventh : .major)
        default: return nil
        }
    }

    /// The chord symbol in a key, spelled near it on the line of fifths.
    package func symbol(in key: Key) -> ChordSymbol {
        let fifths = Self.fifths[root] + key.tonic.fifths
        var name = PitchClass(fifths: fifths)
        // Musicians read Gb rather than E##, and F rather than E#.
        if name.alter > 1 || fifths > 8 { name = PitchClass(fifths: fifths - 12) }
        if name.alter < -1 || fifths < -8 { name = PitchClass(fifths: fifths + 12) }
        return ChordSymbol(root: name, kind: kind.text)
    }

    /// Fifths above the tonic, by semitones above it; the diminished chord of a minor key has its root a semitone below
    /// the tonic.
    private static let fifths = [0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5]
}

extension ScaleChord {
    /// Parses a Roman numeral: `IV`, `ii`, `V7`, `vii°` or `viidim`, `bVII`, `#iv°`.
    ///
    /// Capitals are major, small letters minor. The degree is that of the key's scale, so `VII` is a major chord on B
    /// flat in C minor; `b` and `#` lower and raise it by a semitone.
    ///
    /// - Returns: nil for anything else.
    package init?(numeral: some StringProtocol, in mode: Key.Mode) {
        var rest = String(numeral)
        var alter = 0
        while let sign = rest.first, sign == "b" || sign == "#" {
            alter += sign == "b" ? -1 : 1
            rest.removeFirst()
        }
        let letters = rest.prefix { "IViv".contains($0) }
        guard let degree = Self.degrees.firstIndex(of: letters.uppercased()) else { return nil }
        let isMajor = letters == letters.uppercased()
        guard isMajor || letters == letters.lowercased() else { return nil }
        let kind: Kind
        switch (rest.dropFirst(letters.count), isMajor) {
        case ("", true): kind = .major
        case ("", false): kind = .minor
        case ("7", true): kind = .seventh
        case ("°", false), ("o", false), ("dim", false): kind = .diminished
        default: return nil
        }
        let scale = Key(PitchClass(step: 0), mode).pitchClasses
        self.init(root: (scale[degree] + alter + 24) % 12, kind)
    }

    private static let degrees = ["I", "II", "III", "IV", "V", "VI", "VII"]
}

extension Score {
    /// The chord that is written for a span; nil if there is none, or if it is not a `ScaleChord`.
    package func scaleChord(in span: HarmonicSpan) -> ScaleChord? {
        chordSymbols.value(at: span.start).flatMap { ScaleChord($0, in: span.key) }
    }
}
