import MuseMusic

/// What theory says about chords and melodies, before any corpus: the prior of a chord model.
///
/// Chords are common in the order tonic, dominant, subdominant, then the other triads of the scale and dominants of
/// these. They move by fifths and by steps. Melodies consist of chord tones, above all on beats, and of tones of the
/// scale. Sections close on the tonic after the dominant, phrases of four bars on the dominant or tonic: Aldwell and
/// Schachter, "Harmony and Voice Leading", chapters 6-11.
struct ChordPrior {
    /// Major and minor modes have tables of their own.
    enum Family: Int, CaseIterable {
        case major, minor

        /// The family of a mode: that of its third.
        init(_ mode: Key.Mode) { self = mode.hasMinorThird ? .minor : .major }

        fileprivate var scale: Set<Int> { self == .major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10] }
        /// Degrees that are common beside the scale: F sharp and B flat in C, the raised sixth and seventh in minor.
        fileprivate var neighbours: Set<Int> { self == .major ? [6, 10] : [9, 11] }

        fileprivate var chords: [(numeral: String, weight: Double)] {
            switch self {
            case .major:
                [
                    ("I", 40), ("V", 16), ("V7", 10), ("IV", 14), ("ii", 5), ("vi", 6), ("iii", 2), ("II7", 1.5),
                    ("II", 0.8), ("vii°", 0.5), ("bVII", 1.2), ("VI7", 0.5), ("III7", 0.3), ("I7", 0.7), ("iv", 0.2),
                    ("v", 0.4),
                ]
            case .minor:
                [
                    ("i", 40), ("V", 8), ("V7", 7), ("VII", 14), ("iv", 6), ("VI", 5), ("III", 7), ("v", 3),
                    ("IV", 4), ("VII7", 0.8), ("ii°", 0.6), ("#vii°", 0.5), ("I", 0.5), ("ii", 0.8), ("II7", 0.4),
                ]
            }
        }

        fileprivate var mode: Key.Mode { self == .major ? .major : .minor }
    }

    let family: Family
    /// How common each chord is, `[C]`; sums to 1.
    let weights: [Double]
    private static let chords = ScaleChord.all

    init(_ family: Family) {
        self.family = family
        var weights = [Double](repeating: 0.02, count: Self.chords.count)
        for (numeral, weight) in family.chords {
            guard let chord = ScaleChord(numeral: numeral, in: family.mode) else {
                preconditionFailure("no chord is called '\(numeral)'")
            }
            weights[chord.index] = weight
        }
        let sum = weights.reduce(0, +)
        self.weights = weights.map { $0 / sum }
    }

    /// p(degree of a tone | chord), `[C, 12]`.
    func emissions(_ accent: HarmonicSpan.Accent) -> [Double] {
        let stray = accent == .barStart ? 0.6 : accent == .onBeat ? 0.8 : 1.4
        return Self.chords.flatMap { chord in
            let row = (0..<12).map { degree in
                switch chord.tones.firstIndex(of: degree) {
                case 0: 9.0
                case 1: 8.0
                case 2: 7.0
                case .some: 3.0
                case nil: stray * (family.scale.contains(degree) ? 1 : family.neighbours.contains(degree) ? 0.3 : 0.08)
                }
            }
            let sum = row.reduce(0, +)
            return row.map { $0 / sum }
        }
    }

    /// p(next chord | chord) at a place in bar and section, `[C, C]`.
    func transitions(_ rhythm: HarmonicRhythm, _ bar: HarmonicSpan.BarPlace, _ beat: HarmonicSpan.Beat) -> [Double] {
        let stay =
            switch beat {
            case .barStart: 0.35
            case .middle: 0.55
            case .other: rhythm == .beat ? 0.85 : 0.6
            }
        return Self.chords.enumerated().flatMap { from, chord in
            var row = Self.chords.enumerated().map { to, next in
                to == from ? 0 : weights[to] * Self.motion(from: chord, to: next) * pull(of: next, at: bar, beat)
            }
            let sum = row.reduce(0, +)
            for i in row.indices { row[i] *= (1 - stay) / sum }
            row[from] = stay
            return row
        }
    }

    /// p(first chord), `[C]`.
    var initial: [Double] {
        let pulls = Self.chords.map { weights[$0.index] * ($0.root == 0 ? 3 : 1) }
        return pulls.map { $0 / pulls.reduce(0, +) }
    }

    /// How usual a motion of the root is.
    private static func motion(from chord: ScaleChord, to next: ScaleChord) -> Double {
        switch (next.root - chord.root + 12) % 12 {
        case 5: 3
        case 7, 2, 10: 1.5
        case 0: 0.5
        default: 1
        }
    }

    /// How strongly a place draws a chord.
    private func pull(of chord: ScaleChord, at bar: HarmonicSpan.BarPlace, _ beat: HarmonicSpan.Beat) -> Double {
        let isDominant = chord.root == 7 && chord.kind != .diminished
        switch bar {
        case .close, .end: return chord.root == 0 ? (beat == .barStart ? 3 : 8) : 1
        case .beforeClose: return isDominant ? 2 : 1
        case .fourth: return isDominant ? 2 : 1
        default: return 1
        }
    }
}
