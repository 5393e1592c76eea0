public import MuseProtocols

extension MelodyTokenizer {
    public var stepGrid: (any StepGrid)? { MelodyStepGrid(vocabulary: tokens) }
}

/// The grid of `melody` tokens. Each step has one filled cell: `hold`, `rest`, or the pitch of a note that starts.
struct MelodyStepGrid: StepGrid {
    let vocabulary: MelodyVocabulary

    var cells: Int { Int(vocabulary.grid.musicEnd - vocabulary.hold) }
    var isExclusive: Bool { true }
    var silence: [Int] { [Int(vocabulary.rest - vocabulary.hold)] }
    var cursor: any StepCursor { Cursor(vocabulary: vocabulary) }

    func layouts(of tokens: [TokenID]) -> [StepLayout] {
        var layouts: [StepLayout] = []
        var cursor = Cursor(vocabulary: vocabulary)
        var meter: [TokenID] = []
        var key: [TokenID] = []
        for token in tokens {
            let isFirstOfMeter = !cursor.isReadingMeter
            cursor.advance(token)
            switch vocabulary[token] {
            case .meter: meter = isFirstOfMeter ? [token] : meter + [token]
            case .tonic, .mode: key.append(token)
            case .hold, .rest, .note:
                let conditions = meter + key
                if layouts.last?.conditions != conditions {
                    layouts.append(StepLayout(conditions: conditions, stepsPerBar: cursor.stepsPerBar, steps: []))
                }
                layouts[layouts.count - 1].steps.append([Int(token - vocabulary.hold)])
            case .bar, .end, nil: break
            }
        }
        return layouts
    }

    struct Cursor: StepCursor {
        let vocabulary: MelodyVocabulary
        private var meters = MeterState()
        /// The index of the next step; nil before the mode, which ends the header.
        private(set) var step: Int?
        /// The number of steps of the bar, and whether its bar token has been read.
        private var place = 0
        private var hasBar = false

        init(vocabulary: MelodyVocabulary) { self.vocabulary = vocabulary }

        var stepsPerBar: Int { meters.meter?.stepsPerBar ?? 1 }
        var isReadingMeter: Bool { meters.isIncomplete }

        /// Whether a bar line must precede the next step.
        private var isAtBarline: Bool { !hasBar && place % stepsPerBar == 0 }

        mutating func advance(_ token: TokenID) {
            switch vocabulary[token] {
            case .meter(let sign): _ = meters.advance(sign, vocabulary.grid)
            case .mode: step = step ?? 0
            case .bar:
                hasBar = true
                place = 0
            case .hold, .rest, .note:
                step = (step ?? 0) + 1
                place += 1
                hasBar = false
            case .tonic, .end, nil: break
            }
        }

        func scores(
            cells: UnsafeBufferPointer<Float>, stepCount: Int, into scores: UnsafeMutableBufferPointer<Float>
        ) {
            scores.update(repeating: StepScores.never)
            if isAtBarline {
                let isOver = (step ?? 0) >= stepCount
                scores[Int(vocabulary.bar)] = isOver ? StepScores.wrongLength : 0
                scores[Int(GridVocabulary.end)] = isOver ? 0 : StepScores.wrongLength
            } else {
                for (i, score) in cells.enumerated() { scores[Int(vocabulary.hold) + i] = score }
            }
        }
    }
}
