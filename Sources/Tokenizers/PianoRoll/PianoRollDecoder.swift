import MuseMusic
import MuseProtocols

/// Decodes `pianoroll` tokens to a score of one part.
///
/// Accepts tokens in any order: a pitch before the first step opens a step, and a meter within a bar is ignored. All
/// three tokens that open a step have the same effect.
struct PianoRollDecoder {
    private let vocabulary: PianoRollVocabulary
    private var meters: DecodedMeters
    private var stepCount = 0
    /// The notes, with consecutive steps merged, sorted by start, then from low to high.
    private(set) var notes: [GridNote] = []

    init(_ vocabulary: PianoRollVocabulary, _ tokens: [TokenID]) {
        self.vocabulary = vocabulary
        meters = DecodedMeters(vocabulary.grid)
        var steps: [[Int]] = []
        var set = PitchSet()
        reading: for id in tokens {
            switch vocabulary[id] {
            case .end: break reading
            case .meter(let token): meters.read(token, after: steps.count)
            case .step:
                steps.append([])
                set = PitchSet()
            case .note(let midi):
                if steps.isEmpty { steps.append([]) }
                if set.insert(midi) { steps[steps.count - 1].append(midi) }
            case nil: break
            }
        }
        stepCount = steps.count
        notes = GridNote.held(in: steps)
    }

    func score() -> Score {
        Score(
            grid: [(part: Part(), notes: notes)], stepCount: stepCount,
            stepsPerQuarter: vocabulary.grid.stepsPerQuarter,
            meter: meters.first, changes: meters.changes(before: stepCount), hasKey: true)
    }
}
