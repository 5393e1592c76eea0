import MuseNeural
import MusePlatform
import MuseProtocols

/// Computes the scores of next tokens from sheets, which are generated once the conditions of a tune are known. If a
/// tune is longer than a sheet, permutations of its latent point generate further sheets.
final class GridDecoder: TokenDecoder {
    private struct Row {
        var point: [Float]
        var cursor: any StepCursor
        var conditions: [TokenID] = []
        /// The current sheet: its index in the tune and its cell scores.
        var sheet: (number: Int, scores: [Float])?
    }

    private let model: GridModel
    private let tape: Tape
    private var rows: [Row]

    init(_ model: GridModel, _ points: [[Float]]) {
        self.model = model
        tape = Tape(weights: model.weights)
        rows = points.map { Row(point: $0, cursor: model.grid.cursor) }
    }

    var rowCount: Int { rows.count }

    func scores(into scores: inout [Float]) {
        let size = model.network.shape.vocabularySize
        if scores.count != rows.count * size { scores = [Float](repeating: 0, count: rows.count * size) }
        scores.withUnsafeMutableBufferPointer { all in
            for i in rows.indices {
                let rowScores = UnsafeMutableBufferPointer(rebasing: all[i * size..<(i + 1) * size])
                score(&rows[i], rowScores)
                guard let start = rowScores.baseAddress else { continue }
                DecodingKernels.logSoftmax(start, stride: size, rows: 1, count: size, into: start)
            }
        }
    }

    private func score(_ row: inout Row, _ scores: UnsafeMutableBufferPointer<Float>) {
        guard let step = row.cursor.step else {
            for (token, count) in model.counts.enumerated() { scores[token] = count > 0 ? log(count) : -1000 }
            return
        }
        let (bars, cells) = (model.network.shape.bars, model.network.shape.cells)
        let steps = bars * row.cursor.stepsPerBar
        let number = step / steps
        if row.sheet?.number != number { row.sheet = (number, draw(row, number)) }
        row.sheet?.scores.withUnsafeBufferPointer {
            let at = step % steps * cells
            row.cursor.scores(
                cells: UnsafeBufferPointer(rebasing: $0[at..<at + cells]), stepCount: steps, into: scores)
        }
    }

    private func draw(_ row: Row, _ number: Int) -> [Float] {
        let shape = SheetShape(
            conditions: [row.conditions], bars: model.network.shape.bars, stepsPerBar: row.cursor.stepsPerBar)
        // Rotates the coordinates by the sheet's index, which gives another point of the same norm.
        let size = row.point.count
        let point = (0..<size).map { row.point[($0 + number) % size] }
        return model.network.draw(tape.tensor(1, size, point), shape, on: tape).array
    }

    func accept(_ tokens: [TokenID]) {
        for (i, token) in tokens.enumerated() {
            if rows[i].cursor.step == nil { rows[i].conditions.append(token) }
            rows[i].cursor.advance(token)
        }
    }

    func retain(_ keep: [Bool]) { rows.retain(keep) }

    func copyRows(_ sources: [Int]) -> Bool {
        rows = sources.map { rows[$0] }
        return true
    }
}

/// Computes the scores of next tokens as a mixture over a few latent points per row. Each point is weighted by its
/// likelihood of the tune so far.
final class MixtureDecoder: TokenDecoder {
    private let inner: GridDecoder
    private let size: Int
    /// The log-weights of the points, `[rows, points]`.
    private var logWeights: [[Double]]
    private var pointScores: [Float] = []

    init(_ model: GridModel, rows: Int) {
        let points = (0..<GridModel.mixtureSize).map { i in
            var random = RandomSource(seed: 0).stream("mixed", i)
            return (0..<model.size).map { _ in random.normal() }
        }
        inner = GridDecoder(model, (0..<rows).flatMap { _ in points })
        size = model.network.shape.vocabularySize
        logWeights = (0..<rows).map { _ in points.map { _ in -log(Double(GridModel.mixtureSize)) } }
    }

    var rowCount: Int { logWeights.count }

    func scores(into scores: inout [Float]) {
        inner.scores(into: &pointScores)
        if scores.count != logWeights.count * size { scores = [Float](repeating: 0, count: logWeights.count * size) }
        for row in logWeights.indices {
            for token in 0..<size {
                scores[row * size + token] = Float(
                    logSumExp(logWeights[row].indices.map { logWeights[row][$0] + logProbability(row, $0, token) }))
            }
        }
    }

    private func logProbability(_ row: Int, _ point: Int, _ token: Int) -> Double {
        Double(pointScores[(row * GridModel.mixtureSize + point) * size + token])
    }

    private func logSumExp(_ logs: [Double]) -> Double {
        let maximum = logs.max() ?? 0
        return maximum + log(logs.reduce(0) { $0 + exp($1 - maximum) })
    }

    func accept(_ tokens: [TokenID]) {
        for (row, token) in tokens.enumerated() {
            for point in logWeights[row].indices { logWeights[row][point] += logProbability(row, point, Int(token)) }
            let sum = logSumExp(logWeights[row])
            for point in logWeights[row].indices { logWeights[row][point] -= sum }
        }
        inner.accept(tokens.flatMap { [TokenID](repeating: $0, count: GridModel.mixtureSize) })
    }

    func retain(_ keep: [Bool]) {
        inner.retain(keep.flatMap { [Bool](repeating: $0, count: GridModel.mixtureSize) })
        logWeights = zip(logWeights, keep).filter(\.1).map(\.0)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        let points = sources.flatMap { row in (0..<GridModel.mixtureSize).map { row * GridModel.mixtureSize + $0 } }
        // `accept` weights the points by their scores.
        pointScores = points.flatMap { pointScores[$0 * size..<($0 + 1) * size] }
        logWeights = sources.map { logWeights[$0] }
        return inner.copyRows(points)
    }
}
