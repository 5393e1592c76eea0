import MuseProtocols

/// Tokens on a grid of four steps per bar, without bar lines. 0 is the end, 1 and 2 are conditions, one of which comes
/// first, and 3 to 6 are the cells.
struct ToyGrid: StepGrid, TokenReading {
    var stepGrid: (any StepGrid)? { self }

    let cells = 4
    let isExclusive = true
    let silence = [0]
    var cursor: any StepCursor { Cursor() }

    func layouts(of tokens: [TokenID]) -> [StepLayout] {
        [
            StepLayout(
                conditions: tokens.filter { $0 == 1 || $0 == 2 }, stepsPerBar: 4,
                steps: tokens.filter { $0 > 2 }.map { [Int($0) - 3] })
        ]
    }

    struct Cursor: StepCursor {
        var step: Int?
        let stepsPerBar = 4

        mutating func advance(_ token: TokenID) { step = step.map { $0 + (token > 2 ? 1 : 0) } ?? 0 }

        func scores(cells: UnsafeBufferPointer<Float>, stepCount: Int, into scores: UnsafeMutableBufferPointer<Float>) {
            let isOver = (step ?? 0) >= stepCount
            for token in 0..<7 {
                scores[token] = token == 0 ? (isOver ? 0 : -30) : token < 3 ? -1000 : isOver ? -30 : cells[token - 3]
            }
        }
    }

    /// Makes tunes of two equal bars, which ascend with one condition and descend with the other.
    static func tunes(_ count: Int, seed: UInt64 = 1) -> [[TokenID]] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            let condition = 1 + random.below(2)
            // Does not start with 0, which is silence.
            let first = 1 + random.below(3)
            let bar = (0..<4).map { TokenID(3 + (first + (condition == 1 ? $0 : 3 * $0)) % 4) }
            return [TokenID(condition)] + bar + bar + [0]
        }
    }
}
