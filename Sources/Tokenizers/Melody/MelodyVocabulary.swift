import MuseMusic
import MuseProtocols

/// All tokens of the `melody` tokenizer under given settings: the end, meters, tonics, modes, `bar`, `hold`, `rest`,
/// and a token for each pitch.
struct MelodyVocabulary: Sendable {
    enum Token: Equatable {
        case end
        case meter(Meter)
        case tonic(PitchClass)
        case mode(Key.Mode)
        case bar, hold, rest
        /// By MIDI number.
        case note(Int)
    }

    let vocabulary: Vocabulary
    let stepsPerQuarter: Int
    let range: ClosedRange<Int>
    /// Meters whose bar is a whole number of steps.
    let meters: [Meter]

    static let end: TokenID = 0
    let firstMeter: TokenID = 1
    let firstTonic, firstMode, bar, hold, rest, firstNote: TokenID

    init(stepsPerQuarter: Int, range: ClosedRange<Int>) {
        self.stepsPerQuarter = stepsPerQuarter
        self.range = range
        meters = Self.allMeters.filter { $0.beats * 4 * stepsPerQuarter % $0.unit == 0 }
        firstTonic = firstMeter + TokenID(meters.count)
        firstMode = firstTonic + TokenID(Self.tonics.count)
        bar = firstMode + TokenID(Key.Mode.allCases.count)
        hold = bar + 1
        rest = bar + 2
        firstNote = bar + 3
        vocabulary = Vocabulary(
            ["<end>"] + meters.map { "M:\(Self.sign(of: $0))" } + Self.tonics.map { "K:\($0)" }
                + Key.Mode.allCases.map(\.rawValue) + ["bar", "hold", "rest"] + range.map { "note_\($0)" })
    }

    /// What a number means; nil for one that stands for nothing.
    subscript(id: TokenID) -> Token? {
        guard id >= 0, id < vocabulary.count else { return nil }
        if id >= firstNote { return .note(range.lowerBound + Int(id - firstNote)) }
        if id == rest { return .rest }
        if id == hold { return .hold }
        if id == bar { return .bar }
        if id >= firstMode { return .mode(Key.Mode.allCases[Int(id - firstMode)]) }
        if id >= firstTonic { return .tonic(Self.tonics[Int(id - firstTonic)]) }
        return id == Self.end ? .end : .meter(meters[Int(id - firstMeter)])
    }

    func note(_ midi: Int) -> TokenID? {
        range.contains(midi) ? firstNote + TokenID(midi - range.lowerBound) : nil
    }

    /// The token of a meter with its sign: C and 4/4 differ; nil where its bar does not fit the grid.
    func id(of meter: Meter) -> TokenID? {
        let same = meters.firstIndex { $0 == meter && $0.symbol == meter.symbol }
        return (same ?? meters.firstIndex(of: meter)).map { firstMeter + TokenID($0) }
    }

    /// Tonic and mode of a key; nil where there are no tokens for it.
    func ids(of key: Key) -> (tonic: TokenID, mode: TokenID)? {
        let tonic = key.mode == .none ? Key.cMajor.tonic : key.tonic
        guard let t = Self.tonics.firstIndex(of: tonic), abs(key.fifths) <= 7,
            let m = Key.Mode.allCases.firstIndex(of: key.mode)
        else { return nil }
        return (firstTonic + TokenID(t), firstMode + TokenID(m))
    }

    /// Steps in a bar of a meter that has a token.
    func stepsPerBar(_ meter: Meter) -> Int { meter.beats * 4 * stepsPerQuarter / meter.unit }

    /// Steps in what one counts by: a dotted quarter in 6/8. Where that is no whole number, 1.
    func stepsPerBeat(_ meter: Meter) -> Int {
        max(1, 4 * stepsPerQuarter * (meter.isCompound ? 3 : 1) / meter.unit)
    }

    /// As it stands in a token: C and C| by their signs.
    static func sign(of meter: Meter) -> String {
        switch meter.symbol {
        case .numeric: meter.description
        case .common: "C"
        case .cut: "C|"
        }
    }

    /// All meters that any grid knows.
    static let allMeters: [Meter] =
        [.common, .cut]
        + [
            (2, 4), (3, 4), (4, 4), (5, 4), (6, 4), (2, 2), (3, 2), (4, 2), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8),
            (9, 8),
            (12, 8), (2, 8), (15, 8),
        ].map { Meter($0.0, $0.1) }

    /// From Fb to B#: the tonics of all modes whose signature has at most seven accidentals are among them.
    static let tonics: [PitchClass] = (-8...12).map { PitchClass(fifths: $0) }
}
