public import MuseProtocols

extension MelodyTokenizer {
    public var stepGrid: (any StepGrid)? { MelodyStepGrid(vocabulary: tokens) }
}

/// The grid of `melody` tokens. Each step has one filled cell: `hold`, `rest`, or the pitch of a note that starts.
struct MelodyStepGrid: StepGrid {
    let vocabulary: MelodyVocabulary

    var cells: Int { vocabulary.grid.count - Int(vocabulary.hold) }
    var isExclusive: Bool { true }
    var silence: [Int] { [Int(vocabulary.rest - vocabulary.hold)] }
    var cursor: any StepCursor { Cursor(vocabulary: vocabulary) }

    func layout(of tokens: [TokenID]) -> StepLayout {
        var cursor = Cursor(vocabulary: vocabulary)
        var layout = StepLayout(conditions: [], stepsPerBar: 1, steps: [])
        for token in tokens {
            switch vocabulary[token] {
            case .meter, .tonic, .mode: layout.conditions.append(token)
            case .hold, .rest, .note: layout.steps.append([Int(token - vocabulary.hold)])
            case .bar, .end, nil: break
            }
            cursor.advance(token)
        }
        layout.stepsPerBar = cursor.stepsPerBar
        return layout
    }

    struct Cursor: StepCursor {
        let vocabulary: MelodyVocabulary
        private(set) var stepsPerBar = 1
        /// The index of the next step; nil before the mode, which ends the header.
        private(set) var step: Int?
        private var hasBar = false

        init(vocabulary: MelodyVocabulary) { self.vocabulary = vocabulary }

        /// Whether a bar line must precede the next step.
        private var isAtBarline: Bool { !hasBar && (step ?? 0) % stepsPerBar == 0 }

        mutating func advance(_ token: TokenID) {
            switch vocabulary[token] {
            case .meter(let index): stepsPerBar = vocabulary.grid.meters[index].stepsPerBar
            case .mode: step = step ?? 0
            case .bar: hasBar = true
            case .hold, .rest, .note:
                step = (step ?? 0) + 1
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
