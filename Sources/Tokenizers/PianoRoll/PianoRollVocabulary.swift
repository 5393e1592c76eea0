import MuseProtocols

/// The vocabulary of the `pianoroll` tokenizer: the end, meters, the three tokens that open a step, and pitches.
struct PianoRollVocabulary: Sendable {
    enum Token: Equatable {
        case end
        case meter(MeterToken)
        /// The start of a step.
        case step(GridMeter.Mark)
        /// A MIDI note number.
        case note(Int)
    }

    let grid: GridVocabulary
    /// Whether the pitches of a step are written from high to low.
    let isDescending: Bool
    let bar, beat, step, firstNote: TokenID

    init(_ shape: GridShape, isDescending: Bool) {
        self.isDescending = isDescending
        grid = GridVocabulary(name: "pianoroll", shape) { pitches in
            ["bar", "beat", "step"] + pitches
        }
        bar = grid.firstAfterMeters
        beat = bar + 1
        step = bar + 2
        firstNote = bar + 3
    }

    /// The meaning of a token; nil if it is not in the vocabulary.
    subscript(id: TokenID) -> Token? {
        if let meter = grid.meterToken(id) { return .meter(meter) }
        guard id >= 0, id < grid.musicEnd else { return nil }
        if id >= firstNote { return .note(grid.range.lowerBound + Int(id - firstNote)) }
        switch id {
        case step: return .step(.none)
        case beat: return .step(.beat)
        case bar: return .step(.bar)
        default: return .end
        }
    }

    /// The token that opens a step of a bar.
    func opening(of place: Int, _ meter: GridMeter) -> TokenID {
        switch meter.mark(at: place) {
        case .bar: bar
        case .beat: beat
        case .none: self.step
        }
    }
}

/// The order of the pitches of a step.
enum PitchOrder: String, SettingChoice {
    case ascending, descending
}
