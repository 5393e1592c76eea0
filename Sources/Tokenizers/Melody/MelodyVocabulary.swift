import MuseMusic
import MuseProtocols

/// The vocabulary of the `melody` tokenizer: the end, meters, tonics, modes, `bar`, `hold`, `rest`, and pitches.
struct MelodyVocabulary: Sendable {
    enum Token: Equatable {
        case end
        case meter(MeterToken)
        case tonic(PitchClass)
        case mode(Key.Mode)
        case bar, hold, rest
        /// A MIDI note number.
        case note(Int)
    }

    let grid: GridVocabulary
    let firstTonic, firstMode, bar, hold, rest, firstNote: TokenID

    init(_ shape: GridShape) {
        grid = GridVocabulary(name: "melody", shape) { pitches in
            Self.tonics.map { "K:\($0)" } + Key.Mode.allCases.map(\.rawValue) + ["bar", "hold", "rest"] + pitches
        }
        firstTonic = grid.firstAfterMeters
        firstMode = firstTonic + TokenID(Self.tonics.count)
        bar = firstMode + TokenID(Key.Mode.allCases.count)
        hold = bar + 1
        rest = bar + 2
        firstNote = bar + 3
    }

    /// The meaning of a token; nil if it is not in the vocabulary.
    subscript(id: TokenID) -> Token? {
        if let meter = grid.meterToken(id) { return .meter(meter) }
        guard id >= 0, id < grid.musicEnd else { return nil }
        if id >= firstNote { return .note(grid.range.lowerBound + Int(id - firstNote)) }
        if id == rest { return .rest }
        if id == hold { return .hold }
        if id == bar { return .bar }
        if id >= firstMode { return .mode(Key.Mode.allCases[Int(id - firstMode)]) }
        if id >= firstTonic { return .tonic(Self.tonics[Int(id - firstTonic)]) }
        return .end
    }

    /// Whether a token takes a step.
    func isStep(_ id: TokenID) -> Bool { id >= hold && id < grid.musicEnd }

    /// The token of a pitch within the range.
    func note(_ midi: Int) -> TokenID { firstNote + TokenID(midi - grid.range.lowerBound) }

    /// The tokens of a key; nil if it has none.
    func ids(of key: Key) -> (tonic: TokenID, mode: TokenID)? {
        let tonic = key.mode == .none ? Key.cMajor.tonic : key.tonic
        guard let t = Self.tonics.firstIndex(of: tonic), abs(key.fifths) <= 7,
            let m = Key.Mode.allCases.firstIndex(of: key.mode)
        else { return nil }
        return (firstTonic + TokenID(t), firstMode + TokenID(m))
    }

    /// The tonics from Fb to B#, which include those of all keys with at most seven accidentals in the signature.
    static let tonics: [PitchClass] = (-8...12).map { PitchClass(fifths: $0) }
}
