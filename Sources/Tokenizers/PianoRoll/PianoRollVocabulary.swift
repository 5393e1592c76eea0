import MuseProtocols

/// All tokens of the `pianoroll` tokenizer under given settings: the end, meters, the three that open a step, and a
/// token for each pitch.
struct PianoRollVocabulary: Sendable {
    enum Token: Equatable {
        case end
        /// By its place among the meters.
        case meter(Int)
        /// A step, the first of a bar, of a beat, or within one.
        case step(GridMeter.Mark)
        /// By MIDI number.
        case note(Int)
    }

    let vocabulary: Vocabulary
    let stepsPerQuarter: Int
    let range: ClosedRange<Int>
    let meters: [GridMeter]
    /// Pitches of a step come from high to low.
    let isDescending: Bool

    static let end: TokenID = 0
    static let firstMeter: TokenID = 1
    let bar, beat, step, firstNote: TokenID

    init(stepsPerQuarter: Int, range: ClosedRange<Int>, isDescending: Bool) {
        self.stepsPerQuarter = stepsPerQuarter
        self.range = range
        self.isDescending = isDescending
        meters = GridMeter.all(stepsPerQuarter: stepsPerQuarter)
        bar = Self.firstMeter + TokenID(meters.count)
        beat = bar + 1
        step = bar + 2
        firstNote = bar + 3
        vocabulary = Vocabulary(
            ["<end>"] + meters.names + ["bar", "beat", "step"] + range.map { "note_\($0)" })
    }

    /// What a number means; nil for one that stands for nothing.
    subscript(id: TokenID) -> Token? {
        guard id >= 0, id < vocabulary.count else { return nil }
        if id >= firstNote { return .note(range.lowerBound + Int(id - firstNote)) }
        switch id {
        case step: return .step(.none)
        case beat: return .step(.beat)
        case bar: return .step(.bar)
        case Self.end: return .end
        default: return .meter(Int(id - Self.firstMeter))
        }
    }

    /// What opens a step.
    func opening(of step: Int, _ meter: GridMeter) -> TokenID {
        switch meter.mark(at: step) {
        case .bar: bar
        case .beat: beat
        case .none: self.step
        }
    }
}

/// The order in which the pitches of a step are written.
enum PitchOrder: String, SettingChoice {
    case ascending, descending
}
