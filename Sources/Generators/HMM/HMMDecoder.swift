import MusePlatform
import MuseProtocols

/// Computes the log-probabilities of the next tokens of a batch of tunes, by filtering: each row keeps the
/// probabilities of its nodes given its tokens so far.
final class HMMDecoder: TokenDecoder {
    private struct Row {
        /// p(node of the next token | tokens so far): `[W]`.
        var predicted: [Double]
        var position: Int
        var clock: (any TokenClock)?
    }

    private let model: HMMModel
    private var rows: [Row]
    private var sums: [Double]
    private var shape: HMMShape { model.shape }

    init(_ model: HMMModel, rows: Int) {
        self.model = model
        let start = Row(
            predicted: model.parameters.initial, position: model.shape.positions.position(of: model.clock),
            clock: model.clock)
        self.rows = [Row](repeating: start, count: rows)
        sums = [Double](repeating: 0, count: model.shape.emitters)
    }

    var rowCount: Int { rows.count }

    func scores(into scores: inout [Float]) {
        let size = shape.vocabularySize
        if scores.count != rows.count * size { scores = [Float](repeating: 0, count: rows.count * size) }
        for (r, row) in rows.enumerated() {
            for e in sums.indices { sums[e] = 0 }
            for node in row.predicted.indices { sums[shape.emitter(of: node)] += row.predicted[node] }
            let emitters = sums.count
            model.parameters.emissions[row.position].withUnsafeBufferPointer { matrix in
                for token in 0..<size {
                    var probability = 0.0
                    for e in 0..<emitters { probability += sums[e] * matrix[token * emitters + e] }
                    scores[r * size + token] = Float(min(0, log(probability)))
                }
            }
        }
    }

    func accept(_ tokens: [TokenID]) {
        precondition(tokens.count == rows.count, "\(tokens.count) tokens for \(rows.count) rows")
        for (r, token) in tokens.enumerated() { advance(&rows[r], token) }
    }

    func retain(_ keep: [Bool]) {
        rows.retain(keep)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        rows = sources.map { rows[$0] }
        return true
    }

    private func advance(_ row: inout Row, _ token: TokenID) {
        let (states, emitters) = (shape.states, shape.emitters)
        var alphas = row.predicted
        var sum = 0.0
        model.parameters.emissions[row.position].withUnsafeBufferPointer { matrix in
            for node in alphas.indices {
                alphas[node] *= matrix[Int(token) * emitters + shape.emitter(of: node)]
                sum += alphas[node]
            }
        }
        row.clock?.advance(token)
        let position = shape.positions.position(of: row.clock)
        for node in row.predicted.indices { row.predicted[node] = 0 }
        model.parameters.transitions[shape.matrix(from: row.position, to: position)]
            .withUnsafeBufferPointer { matrix in
                for node in alphas.indices {
                    let alpha = alphas[node] / sum
                    let next = shape.order == 2 ? node % states * states : 0
                    for state in 0..<states { row.predicted[next + state] += alpha * matrix[node * states + state] }
                }
            }
        row.position = position
    }
}
