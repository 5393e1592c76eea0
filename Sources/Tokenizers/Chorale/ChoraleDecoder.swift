import MuseMusic
import MuseProtocols

/// Decodes `chorale` tokens to a score of four or two parts.
///
/// Accepts tokens in any order and ignores those that have no meaning at their position. Voices missing from the last
/// step rest in it.
struct ChoraleDecoder {
    private let vocabulary: ChoraleVocabulary
    private var meters: DecodedMeters
    private var voices: [[GridNote]]
    /// The pitch of each voice in its last step; nil for a rest.
    private var sounding: [Int?]
    /// The number of cells read: one for each voice of a step.
    private var cellCount = 0

    init(_ vocabulary: ChoraleVocabulary) {
        self.vocabulary = vocabulary
        meters = DecodedMeters(vocabulary.grid)
        voices = vocabulary.voices.map { _ in [] }
        sounding = vocabulary.voices.map { _ in nil }
    }

    private var voiceCount: Int { vocabulary.voices.count }

    mutating func score(of tokens: [TokenID]) -> Score {
        read(tokens)
        let parts = zip(vocabulary.voices, voices).map { (part: Part.choir[$0], notes: $1) }
        let stepCount = (cellCount + voiceCount - 1) / voiceCount
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
            case .meter(let token): if cellCount % voiceCount == 0 { meters.read(token, after: cellCount / voiceCount) }
            // These follow from the meter.
            case .bar, .beat, nil: break
            case .cell(let voice, let cell):
                let next = vocabulary.order[cellCount % voiceCount]
                if let voice, voice != next { continue }
                read(cell, voice: next)
                cellCount += 1
            }
        }
    }

    private mutating func read(_ cell: ChoraleVocabulary.Cell, voice: Int) {
        let step = cellCount / voiceCount
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
