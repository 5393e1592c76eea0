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

    func layouts(of tokens: [TokenID]) -> [StepLayout] {
        var layouts: [StepLayout] = []
        var cursor = Cursor(vocabulary: vocabulary)
        var meter: [TokenID] = []
        for token in tokens {
            let isFirstOfMeter = !cursor.isReadingMeter
            cursor.advance(token)
            switch vocabulary[token] {
            case .meter: meter = isFirstOfMeter ? [token] : meter + [token]
            case .step:
                if layouts.last?.conditions != meter {
                    layouts.append(StepLayout(conditions: meter, stepsPerBar: cursor.stepsPerBar, steps: []))
                }
                layouts[layouts.count - 1].steps.append([])
            case .note(let midi):
                if let last = layouts.last?.steps.indices.last {
                    layouts[layouts.count - 1].steps[last].append(midi - vocabulary.grid.range.lowerBound)
                }
            case .end, nil: break
            }
        }
        for i in layouts.indices { for j in layouts[i].steps.indices { layouts[i].steps[j].sort() } }
        return layouts
    }

    struct Cursor: StepCursor {
        let vocabulary: PianoRollVocabulary
        private var meters = MeterState()
        /// The number of opened steps in all, and in the bar.
        private var opened = 0
        private var place = 0
        /// The cells that may still be filled in the open step.
        private var remaining: Range<Int> = 0..<0

        init(vocabulary: PianoRollVocabulary) { self.vocabulary = vocabulary }

        var stepsPerBar: Int { meters.meter?.stepsPerBar ?? 1 }
        var step: Int? { meters.meter == nil ? nil : max(0, opened - 1) }
        var isReadingMeter: Bool { meters.isIncomplete }

        mutating func advance(_ token: TokenID) {
            switch vocabulary[token] {
            case .meter(let sign): if meters.advance(sign, vocabulary.grid) { place = 0 }
            case .step:
                opened += 1
                place = place % stepsPerBar + 1
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
            guard let meter = meters.meter else { return }
            let isOver = opened >= stepCount
            scores[Int(vocabulary.opening(of: place, meter))] = noneBefore + (isOver ? StepScores.wrongLength : 0)
            scores[Int(GridVocabulary.end)] = noneBefore + (isOver ? 0 : StepScores.wrongLength)
        }
    }
}
