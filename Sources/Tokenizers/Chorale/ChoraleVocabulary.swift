import MuseProtocols

/// The vocabulary of the `chorale` tokenizer: the end, meters, `bar`, `beat`, and the cells of each voice.
struct ChoraleVocabulary: Sendable {
    enum Token: Equatable {
        case end
        case meter(MeterToken)
        case bar, beat
        /// `voice` is nil if all voices share their tokens.
        case cell(voice: Int?, Cell)
    }

    /// One step of one voice.
    enum Cell: Equatable {
        case hold, rest
        /// A MIDI note number: the onset of a note, or with `ChoraleNotes.sounding` the sounding pitch.
        case note(Int)
    }

    let grid: GridVocabulary
    let notes: ChoraleNotes
    /// The order of the voices within a step, as indices of `voices`.
    let order: [Int]
    /// The voices from high to low: 0 for soprano, 1 alto, 2 tenor, 3 bass.
    let voices: [Int]
    /// Whether each voice has its own tokens.
    let hasOwnTokens: Bool

    private static let voiceNames = ["S", "A", "T", "B"]
    let bar, beat, firstCell: TokenID
    /// The number of tokens of one voice: rest, hold (if used), and the notes from low to high.
    let cellCount: Int

    /// - Parameter order: the voices in the order of a step: 0 for soprano to 3 for bass.
    init(_ shape: GridShape, notes: ChoraleNotes, order: [Int], hasOwnTokens: Bool) {
        self.notes = notes
        let voices = order.sorted()
        self.voices = voices
        self.order = order.map { voice in voices.count { $0 < voice } }
        self.hasOwnTokens = hasOwnTokens
        let others = ["rest"] + (notes.hasHold ? ["hold"] : [])
        grid = GridVocabulary(name: "chorale", shape) { pitches in
            let cells = others + pitches
            return ["bar", "beat"]
                + (hasOwnTokens ? voices.flatMap { voice in cells.map { "\(Self.voiceNames[voice])_\($0)" } } : cells)
        }
        bar = grid.firstAfterMeters
        beat = bar + 1
        firstCell = beat + 1
        cellCount = others.count + shape.range.count
    }

    /// The meaning of a token; nil if it is not in the vocabulary.
    subscript(id: TokenID) -> Token? {
        if let meter = grid.meterToken(id) { return .meter(meter) }
        guard id >= 0, id < grid.musicEnd else { return nil }
        if id >= firstCell {
            let (voice, place) = Int(id - firstCell).quotientAndRemainder(dividingBy: cellCount)
            let cell: Cell =
                place == 0 ? .rest : place < firstNote ? .hold : .note(grid.range.lowerBound + place - firstNote)
            return .cell(voice: hasOwnTokens ? voice : nil, cell)
        }
        if id == beat { return .beat }
        return id == bar ? .bar : .end
    }

    /// The token of a cell.
    ///
    /// - Precondition: the note is in the range; for a hold, the encoding has hold tokens.
    func id(_ cell: Cell, voice: Int) -> TokenID {
        let first = firstID(ofVoice: voice)
        switch cell {
        case .rest: return first
        case .hold: return first + 1
        case .note(let midi): return first + TokenID(firstNote + midi - grid.range.lowerBound)
        }
    }

    /// The first token of a voice, which is its rest.
    func firstID(ofVoice voice: Int) -> TokenID { firstCell + TokenID(hasOwnTokens ? voice * cellCount : 0) }

    /// The offset of the notes among the tokens of a voice.
    var firstNote: Int { notes.hasHold ? 2 : 1 }
}

/// The encoding of notes in the steps of a chorale.
enum ChoraleNotes: String, SettingChoice {
    /// A pitch at each onset, then holds.
    case attacks
    /// Like `attacks`, but a repeated pitch is held, for data without onsets.
    case changes
    /// The sounding pitch in every step; repeated notes merge.
    case sounding

    var hasHold: Bool { self != .sounding }
    var distinguishesAttacks: Bool { self == .attacks }
}

/// The order of the voices within a step.
enum ChoraleOrder: String, SettingChoice {
    case satb, sbat, sbta, btas, bsat
    /// Two voices only.
    case sa, sb

    /// The voices in order: 0 for soprano, 1 alto, 2 tenor, 3 bass.
    var voices: [Int] { rawValue.utf8.map { Int($0 == 0x73 ? 0 : $0 == 0x61 ? 1 : $0 == 0x74 ? 2 : 3) } }
}
