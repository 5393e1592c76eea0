import MuseNeural
import MusePlatform
import MuseProtocols

/// Scores next tokens from sheets, which are generated once a tune's conditions are known. If a tune is longer than a
/// sheet, permutations of its latent point generate further sheets.
final class GridDecoder: TokenDecoder {
    private struct Row {
        var point: [Float]
        var cursor: any StepCursor
        var conditions: [TokenID] = []
        /// The current sheet: its index in the tune, and its cell scores.
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
                let own = UnsafeMutableBufferPointer(rebasing: all[i * size..<(i + 1) * size])
                score(&rows[i], own)
                guard let start = own.baseAddress else { continue }
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
                cells: UnsafeBufferPointer(rebasing: $0[at..<at + cells]), wanted: steps, into: scores)
        }
    }

    private func draw(_ row: Row, _ number: Int) -> [Float] {
        let shape = SheetShape(
            conditions: [row.conditions], bars: model.network.shape.bars, stepsPerBar: row.cursor.stepsPerBar)
        // Rotates the point by the sheet's index, which gives another point of the same norm.
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

    func retain(_ keep: [Bool]) { rows = zip(rows, keep).filter(\.1).map(\.0) }
}

/// Scores next tokens by a mixture over a few latent points per row, weighted by their likelihood of the tune so far.
final class MixtureDecoder: TokenDecoder {
    private let inner: GridDecoder
    private let size: Int
    /// Log-weights of the points, `[rows, points]`.
    private var shares: [[Double]]
    private var latest: [Float] = []

    init(_ model: GridModel, rows: Int) {
        let points = (0..<GridModel.mixed).map { i in
            var random = RandomSource(seed: 0).stream("mixed", i)
            return (0..<model.size).map { _ in random.normal() }
        }
        inner = GridDecoder(model, (0..<rows).flatMap { _ in points })
        size = model.network.shape.vocabularySize
        shares = (0..<rows).map { _ in points.map { _ in -log(Double(GridModel.mixed)) } }
    }

    var rowCount: Int { shares.count }

    func scores(into scores: inout [Float]) {
        inner.scores(into: &latest)
        if scores.count != shares.count * size { scores = [Float](repeating: 0, count: shares.count * size) }
        for row in shares.indices {
            for token in 0..<size {
                scores[row * size + token] = Float(
                    logOfSum(shares[row].indices.map { shares[row][$0] + said(row, $0, token) }))
            }
        }
    }

    private func said(_ row: Int, _ point: Int, _ token: Int) -> Double {
        Double(latest[(row * GridModel.mixed + point) * size + token])
    }

    private func logOfSum(_ logs: [Double]) -> Double {
        let most = logs.max() ?? 0
        return most + log(logs.reduce(0) { $0 + exp($1 - most) })
    }

    func accept(_ tokens: [TokenID]) {
        for (row, token) in tokens.enumerated() {
            for point in shares[row].indices { shares[row][point] += said(row, point, Int(token)) }
            let sum = logOfSum(shares[row])
            for point in shares[row].indices { shares[row][point] -= sum }
        }
        inner.accept(tokens.flatMap { [TokenID](repeating: $0, count: GridModel.mixed) })
    }

    func retain(_ keep: [Bool]) {
        inner.retain(keep.flatMap { [Bool](repeating: $0, count: GridModel.mixed) })
        shares = zip(shares, keep).filter(\.1).map(\.0)
    }
}
