import MuseMusic
import MuseProtocols

/// All tokens of the `abc` tokenizer for given settings, with lookup in both directions.
struct ABCVocabulary: Sendable {
    let vocabulary: Vocabulary
    /// The meaning of each token, by token ID.
    let tokens: [ABCToken]
    let isRelative: Bool
    /// The header fields that have tokens, in token order, and the values of each.
    let labels: [(kind: StyleToken.Kind, values: [String])]
    private let ids: [ABCToken: TokenID]
    private let firstPitch: TokenID

    init(isRelative: Bool, chordSymbols: Bool, ornaments: Bool, form: Bool, labels: ABCLabels) {
        var tokens: [ABCToken] = [.end]
        tokens += Self.tokens(.rhythm, Rhythm.names)
        tokens += Self.meters.map { .meter(ABCMeter($0)) }
        tokens += Self.units.map { .unit($0) }
        tokens += Self.pitchClasses.map { .tonic($0) }
        tokens += Key.Mode.allCases.map { .mode($0) }
        tokens += Self.pitchClasses.map { .keyAccidental($0) }
        tokens += Self.alterations(isRelative: isRelative).map { .alteration($0) }
        firstPitch = TokenID(tokens.count)
        tokens += Self.positions(isRelative: isRelative).map { .pitch($0) }
        tokens += Self.durations.map { .duration($0) }
        tokens += [.rest(isVisible: true), .rest(isVisible: false), .chordStart, .chordEnd, .tie]
        tokens += [1, 2, -1, -2].map { .broken($0) }
        tokens += Self.tuplets.map { .tuplet(actual: $0.0, normal: $0.1, count: $0.2) }
        tokens += [.cadence(isShort: false), .cadence(isShort: true)]
        for style in [Barline.Style.single, .double, .final, .initial, .dotted, .invisible] {
            for (endsRepeat, startsRepeat) in [(false, false), (true, false), (false, true), (true, true)] {
                tokens.append(.barline(style, endsRepeat: endsRepeat, startsRepeat: startsRepeat))
            }
        }
        tokens += Self.endings.map { .ending($0) }
        if chordSymbols {
            let roots = isRelative ? -12...13 : -8...12
            for kind in Self.chordKinds { tokens += roots.map { .chordSymbol(fifths: $0, kind: kind) } }
            tokens += roots.map { .bass(fifths: $0) }
        }
        if ornaments {
            tokens += Self.decorations.map { .decoration($0) }
            tokens += [.graceStart(isAcciaccatura: false), .graceStart(isAcciaccatura: true), .graceEnd]
        }
        if form {
            for isRepeated in [false, true] {
                tokens += (0...Self.longestSection).map { .section(bars: $0, isRepeated: isRepeated) }
            }
        }
        for list in labels.lists { tokens += Self.tokens(list.kind, list.values) }
        self.labels = labels.lists + [(.rhythm, Rhythm.names)]
        self.tokens = tokens
        self.isRelative = isRelative
        ids = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, TokenID($0)) })
        vocabulary = Vocabulary(tokens.map { $0.name(isRelative: isRelative) })
    }

    /// The ID of a token; nil if it is not in the vocabulary.
    subscript(token: ABCToken) -> TokenID? {
        if case .pitch(let position) = token {
            // Pitches are by far the most frequent tokens, so they bypass the table.
            let range = Self.positions(isRelative: isRelative)
            return range.contains(position) ? firstPitch + TokenID(position - range.lowerBound) : nil
        }
        return ids[token]
    }

    private static func tokens(_ kind: StyleToken.Kind, _ values: [String]) -> [ABCToken] {
        [.label(kind, nil)] + values.map { .label(kind, $0) }
    }

    /// The largest number of bars for which a section has its own token.
    static let longestSection = 32

    static let units = [2, 4, 8, 16]

    static let meters: [Meter] =
        [.free, .common, .cut]
        + [
            (2, 4), (3, 4), (4, 4), (6, 8), (9, 8), (12, 8), (3, 8), (2, 2), (3, 2), (4, 2), (6, 4), (5, 4), (5, 8),
            (7, 8), (4, 8), (2, 8), (8, 8), (10, 8), (11, 8), (15, 8), (1, 4), (7, 4), (8, 4), (9, 4), (10, 4), (12, 4),
            (1, 2), (5, 2), (6, 2), (8, 2), (9, 2), (1, 1), (2, 1), (3, 1), (4, 1), (3, 16), (4, 16), (6, 16), (9, 16),
            (12, 16),
        ].map { Meter($0.0, $0.1) }
        + [Meter([2, 3], over: 8), Meter([3, 2], over: 8), Meter([2, 2, 3], over: 8), Meter([3, 2, 2], over: 8)]

    /// At least two octaves on each side of the tonic, or C1 to B7.
    static func positions(isRelative: Bool) -> ClosedRange<Int> { isRelative ? -21...28 : 7...55 }

    static func alterations(isRelative: Bool) -> [Int] { isRelative ? [1, -1, 2, -2, 3, -3] : [1, -1, 0, 2, -2] }

    /// In 32nds of the unit note. Other lengths are sums of these.
    static let durations = [
        1, 2, 4, 8, 12, 16, 24, 28, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 512,
    ]

    /// p notes in the time of q for r elements, as found in tunebooks.
    static let tuplets: [(Int, Int, Int)] =
        [
            (2, 3), (3, 2), (4, 3), (4, 2), (5, 2), (5, 3), (5, 4), (6, 2), (6, 4), (7, 2), (7, 3), (7, 4), (8, 3),
            (9, 2), (9, 3),
        ]
        .flatMap { p, q in (1...max(p, 4)).map { (p, q, $0) } }

    static let endings = [
        [1], [2], [3], [4], [5], [6], [7], [8], [1, 2], [1, 3], [2, 4], [1, 2, 3], [3, 4], [2, 3],
    ]

    static let chordKinds = [
        "", "m", "7", "m7", "maj7", "dim", "dim7", "aug", "+", "sus4", "sus2", "6", "m6", "9", "m9", "7sus4", "min",
        "M7",
        "o", "d", "a", "a7", "add9", "5", "4",
    ]

    static let decorations = [
        "roll", "Segno", "Coda", "sf", "trill", "staccato", "accent", "fermata", "upbow", "downbow", "turn", "mordent",
        "uppermordent",
        "lowermordent", "pralltriller", "tenuto", "coda", "segno", "breath", "invertedfermata", "emphasis", "wedge",
        "D.C.", "D.S.", "fine", "D.C.alfine", "D.C.alcoda", "D.S.alfine", "D.S.alcoda", "open", "thumb", "snap",
        "slide", "arpeggio", "plus", "shortphrase", "mediumphrase", "longphrase",
        "0", "1", "2", "3", "4", "5", "p", "pp", "ppp", "mp", "mf", "f", "ff", "fff", "sfz", "crescendo(", "crescendo)",
        "diminuendo(", "diminuendo)", "invertedturn", "turnx", "invertedturnx", "trill(", "trill)", ">", "^",
    ]

    static let pitchClasses: [PitchClass] = (-8...12).map { PitchClass(fifths: $0) }
}
