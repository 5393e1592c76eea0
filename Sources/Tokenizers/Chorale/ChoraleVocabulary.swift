import MuseProtocols

/// All tokens of the `chorale` tokenizer under given settings: the end, meters, `bar`, `beat`, and what a voice can do
/// in a step.
struct ChoraleVocabulary: Sendable {
    enum Token: Equatable {
        case end
        /// By its place among the meters.
        case meter(Int)
        case bar, beat
        /// Of a voice, nil where all share their tokens.
        case cell(voice: Int?, Cell)
    }

    /// What a voice does in a step.
    enum Cell: Equatable {
        case hold, rest
        /// By MIDI number: starts, or where every step writes its pitch, sounds.
        case note(Int)
    }

    let vocabulary: Vocabulary
    let stepsPerQuarter: Int
    let range: ClosedRange<Int>
    let meters: [GridMeter]
    let notes: ChoraleNotes
    /// The voices in the order in which a step names them: 0 soprano, 1 alto, 2 tenor, 3 bass.
    let order: [Int]
    let hasOwnTokens: Bool

    static let end: TokenID = 0
    static let firstMeter: TokenID = 1
    static let voiceNames = ["S", "A", "T", "B"]
    let bar, beat, firstCell: TokenID
    /// Tokens of one voice: rest, hold where there is one, and the notes from low to high.
    let cellCount: Int

    init(
        stepsPerQuarter: Int, range: ClosedRange<Int>, notes: ChoraleNotes, order: [Int], hasOwnTokens: Bool
    ) {
        self.stepsPerQuarter = stepsPerQuarter
        self.range = range
        self.notes = notes
        self.order = order
        self.hasOwnTokens = hasOwnTokens
        meters = GridMeter.all(stepsPerQuarter: stepsPerQuarter)
        bar = Self.firstMeter + TokenID(meters.count)
        beat = bar + 1
        firstCell = beat + 1
        let cells = ["rest"] + (notes.hasHold ? ["hold"] : []) + range.map { "note_\($0)" }
        cellCount = cells.count
        let voices = hasOwnTokens ? Self.voiceNames.flatMap { voice in cells.map { "\(voice)_\($0)" } } : cells
        vocabulary = Vocabulary(["<end>"] + meters.names + ["bar", "beat"] + voices)
    }

    /// What a number means; nil for one that stands for nothing.
    subscript(id: TokenID) -> Token? {
        guard id >= 0, id < vocabulary.count else { return nil }
        if id >= firstCell {
            let (voice, place) = Int(id - firstCell).quotientAndRemainder(dividingBy: cellCount)
            let cell: Cell =
                place == 0 ? .rest : place < firstNote ? .hold : .note(range.lowerBound + place - firstNote)
            return .cell(voice: hasOwnTokens ? voice : nil, cell)
        }
        if id == beat { return .beat }
        if id == bar { return .bar }
        return id == Self.end ? .end : .meter(Int(id - Self.firstMeter))
    }

    /// - Precondition: a note is in the range, and there is a token for a hold.
    func id(_ cell: Cell, voice: Int) -> TokenID {
        let first = firstID(ofVoice: voice)
        switch cell {
        case .rest: return first
        case .hold: return first + 1
        case .note(let midi): return first + TokenID(firstNote + midi - range.lowerBound)
        }
    }

    /// A voice's first token: its rest.
    func firstID(ofVoice voice: Int) -> TokenID { firstCell + TokenID(hasOwnTokens ? voice * cellCount : 0) }

    /// Where among a voice's tokens its notes start.
    var firstNote: Int { notes.hasHold ? 2 : 1 }
}

/// What the steps of a chorale write of its notes.
enum ChoraleNotes: String, SettingChoice {
    /// Where a note starts, and then that it is held.
    case attacks
    /// The same, but a repeated pitch is held: for data without onsets.
    case changes
    /// The pitch in every step in which it sounds; a note struck again is held on.
    case sounding

    var hasHold: Bool { self != .sounding }
    var tellsAttacks: Bool { self == .attacks }
}

/// The order of the voices within a step.
enum ChoraleOrder: String, SettingChoice {
    case satb, sbat, sbta, btas, bsat

    /// 0 soprano, 1 alto, 2 tenor, 3 bass.
    var voices: [Int] { rawValue.utf8.map { Int($0 == 0x73 ? 0 : $0 == 0x61 ? 1 : $0 == 0x74 ? 2 : 3) } }
}
