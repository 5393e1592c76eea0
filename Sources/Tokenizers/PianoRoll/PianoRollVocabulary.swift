import MuseProtocols

/// All tokens of the `pianoroll` tokenizer under given settings: the end, meters, the three that open a step, and a
/// token for each pitch.
struct PianoRollVocabulary: Sendable {
    enum Token: Equatable {
        case end
        /// By its index among the grid's meters.
        case meter(Int)
        /// A step, the first of a bar, of a beat, or within one.
        case step(GridMeter.Mark)
        /// By MIDI number.
        case note(Int)
    }

    let grid: GridVocabulary
    /// Whether the pitches of a step are written from high to low.
    let isDescending: Bool
    let bar, beat, step, firstNote: TokenID

    init(stepsPerQuarter: Int, range: ClosedRange<Int>, isDescending: Bool) {
        self.isDescending = isDescending
        grid = GridVocabulary(name: "pianoroll", stepsPerQuarter: stepsPerQuarter, range: range) { pitches in
            ["bar", "beat", "step"] + pitches
        }
        bar = grid.firstAfterMeters
        beat = bar + 1
        step = bar + 2
        firstNote = bar + 3
    }

    /// The meaning of a token number; nil outside the vocabulary.
    subscript(id: TokenID) -> Token? {
        guard id >= 0, id < grid.count else { return nil }
        if id >= firstNote { return .note(grid.range.lowerBound + Int(id - firstNote)) }
        switch id {
        case step: return .step(.none)
        case beat: return .step(.beat)
        case bar: return .step(.bar)
        case GridVocabulary.end: return .end
        default: return .meter(Int(id - GridVocabulary.firstMeter))
        }
    }

    /// The token that opens a step.
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
