public import MuseProtocols

extension PianoRollTokenizer {
    public var stepGrid: (any StepGrid)? { PianoRollStepGrid(vocabulary: tokens) }
}

/// The grid of `pianoroll` tokens. Each pitch is a cell, which is filled if the pitch sounds.
struct PianoRollStepGrid: StepGrid {
    let vocabulary: PianoRollVocabulary

    var cells: Int { vocabulary.grid.range.count }
    var isExclusive: Bool { false }
    var silence: [Int] { [] }
    var cursor: any StepCursor { Cursor(vocabulary: vocabulary) }

    func layout(of tokens: [TokenID]) -> StepLayout {
        var layout = StepLayout(conditions: [], stepsPerBar: 1, steps: [])
        for token in tokens {
            switch vocabulary[token] {
            case .meter(let index):
                layout.conditions.append(token)
                layout.stepsPerBar = vocabulary.grid.meters[index].stepsPerBar
            case .step: layout.steps.append([])
            case .note(let midi):
                if let last = layout.steps.indices.last {
                    layout.steps[last].append(midi - vocabulary.grid.range.lowerBound)
                }
            case .end, nil: break
            }
        }
        for i in layout.steps.indices { layout.steps[i].sort() }
        return layout
    }

    struct Cursor: StepCursor {
        let vocabulary: PianoRollVocabulary
        private var meter: GridMeter?
        /// The number of opened steps.
        private var opened = 0
        /// The cells that may still be filled in the open step.
        private var remaining: Range<Int> = 0..<0

        init(vocabulary: PianoRollVocabulary) { self.vocabulary = vocabulary }

        var stepsPerBar: Int { meter?.stepsPerBar ?? 1 }
        var step: Int? { meter == nil ? nil : max(0, opened - 1) }

        mutating func advance(_ token: TokenID) {
            switch vocabulary[token] {
            case .meter(let index): meter = vocabulary.grid.meters[index]
            case .step:
                opened += 1
                remaining = 0..<vocabulary.grid.range.count
            case .note(let midi):
                let cell = midi - vocabulary.grid.range.lowerBound
                remaining = vocabulary.isDescending ? 0..<cell : cell + 1..<vocabulary.grid.range.count
            case .end, nil: break
            }
        }

        /// The next token is the first filled cell in the order of pitches. If none is filled, the step is complete.
        func scores(
            cells: UnsafeBufferPointer<Float>, stepCount: Int, into scores: UnsafeMutableBufferPointer<Float>
        ) {
            scores.update(repeating: StepScores.never)
            var noneBefore: Float = 0
            for i in remaining {
                let cell = vocabulary.isDescending ? remaining.upperBound - 1 - (i - remaining.lowerBound) : i
                scores[Int(vocabulary.firstNote) + cell] = noneBefore + StepScores.logistic(cells[cell])
                noneBefore += StepScores.logistic(-cells[cell])
            }
            guard let meter else { return }
            let isOver = opened >= stepCount
            scores[Int(vocabulary.opening(of: opened, meter))] = noneBefore + (isOver ? StepScores.wrongLength : 0)
            scores[Int(GridVocabulary.end)] = noneBefore + (isOver ? 0 : StepScores.wrongLength)
        }
    }
}
