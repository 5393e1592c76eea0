import MuseMusic
import MuseProtocols

/// Decodes `chorale` tokens to a score of four parts.
///
/// Accepts tokens in any order and ignores those that have no meaning at their position. Voices missing from the last
/// step rest in it.
struct ChoraleDecoder {
    private let vocabulary: ChoraleVocabulary
    private var meters: DecodedMeters
    private var voices: [[GridNote]] = [[], [], [], []]
    /// The pitch of each voice in its last step; nil for a rest.
    private var sounding: [Int?] = [nil, nil, nil, nil]
    /// The number of cells read: four per step.
    private var cellCount = 0

    init(_ vocabulary: ChoraleVocabulary) {
        self.vocabulary = vocabulary
        meters = DecodedMeters(vocabulary.grid)
    }

    mutating func score(of tokens: [TokenID]) -> Score {
        read(tokens)
        let parts = zip(Part.choir, voices).map { (part: $0, notes: $1) }
        let stepCount = (cellCount + 3) / 4
        return Score(
            grid: parts, stepCount: stepCount, stepsPerQuarter: vocabulary.grid.stepsPerQuarter,
            meter: meters.first, changes: meters.changes(before: stepCount), hasKey: true)
    }

    mutating func noteCount(of tokens: [TokenID]) -> Int {
        read(tokens)
        return voices.reduce(0) { $0 + $1.count }
    }

    private mutating func read(_ tokens: [TokenID]) {
        for id in tokens {
            switch vocabulary[id] {
            case .end: return
            case .meter(let token): if cellCount % 4 == 0 { meters.read(token, after: cellCount / 4) }
            // These follow from the meter.
            case .bar, .beat, nil: break
            case .cell(let voice, let cell):
                let next = vocabulary.order[cellCount % 4]
                if let voice, voice != next { continue }
                read(cell, voice: next)
                cellCount += 1
            }
        }
    }

    private mutating func read(_ cell: ChoraleVocabulary.Cell, voice: Int) {
        let step = cellCount / 4
        switch cell {
        case .rest: sounding[voice] = nil
        case .hold: if sounding[voice] != nil { voices[voice][voices[voice].count - 1].end = step + 1 }
        case .note(let midi):
            if !vocabulary.notes.distinguishesAttacks, sounding[voice] == midi {
                voices[voice][voices[voice].count - 1].end = step + 1
            } else {
                voices[voice].append(GridNote(start: step, end: step + 1, midi: midi))
                sounding[voice] = midi
            }
        }
    }
}
