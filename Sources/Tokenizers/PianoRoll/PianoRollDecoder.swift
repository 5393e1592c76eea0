import MuseMusic
import MuseProtocols

/// Reads `pianoroll` tokens as a score of one part. Takes any order of tokens: a pitch before the first step opens one,
/// a meter after it is passed over, and which of its tokens opens a step says nothing here.
struct PianoRollDecoder {
    private let vocabulary: PianoRollVocabulary
    private var meter: GridMeter
    private var stepCount = 0
    /// Held ones merged, by start, then from low to high.
    private(set) var notes: [GridNote] = []

    init(_ vocabulary: PianoRollVocabulary, _ tokens: [TokenID]) {
        self.vocabulary = vocabulary
        meter = vocabulary.grid.meters[vocabulary.grid.meters.index(of: Meter(4, 4)) ?? 0]
        var hasMeter = false
        var steps: [[Int]] = []
        var set = PitchSet()
        reading: for id in tokens {
            switch vocabulary[id] {
            case .end: break reading
            case .meter(let index):
                if hasMeter || !steps.isEmpty { continue }
                meter = vocabulary.grid.meters[index]
                hasMeter = true
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
            meter: meter.meter, hasKey: true)
    }
}
