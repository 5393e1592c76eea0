import MuseProtocols

/// Combines the scores of several decoders.
final class MixDecoder: TokenDecoder {
    private let model: MixModel
    private let decoders: [any TokenDecoder]
    private var tunes: [TuneContext]?
    /// The weights of each row, one value for each model.
    private var weights: [[ScheduledValue]]
    /// The tokens of each row; empty if no weight varies, so that nothing reads them.
    private var tokens: [[TokenID]]
    private let isConstant: Bool
    private var parts: [[Float]]
    /// The weight of each model in the current row.
    private var influence: [Double]
    /// `[V]`, of the current row.
    private var sums: [Double]

    init(_ model: MixModel, _ decoders: [any TokenDecoder], tunes: [TuneContext]?) {
        self.model = model
        self.decoders = decoders
        self.tunes = tunes
        let rows = decoders[0].rowCount
        isConstant = model.weights.constantSum != nil
        weights = [[ScheduledValue]](repeating: model.weights.map { ScheduledValue($0) }, count: rows)
        tokens = [[TokenID]](repeating: [], count: rows)
        parts = [[Float]](repeating: [], count: decoders.count)
        influence = [Double](repeating: 1, count: decoders.count)
        sums = [Double](repeating: 0, count: model.vocabularySize)
    }

    var rowCount: Int { decoders[0].rowCount }

    func scores(into scores: inout [Float]) throws {
        let size = model.vocabularySize
        for i in decoders.indices { try decoders[i].scores(into: &parts[i]) }
        if scores.count != rowCount * size { scores = [Float](repeating: 0, count: rowCount * size) }
        for row in 0..<rowCount {
            let step = Step(tokens: tokens[row], tune: tunes?[row])
            for i in decoders.indices { influence[i] = try weights[row][i].value(at: step) }
            // If all weights are 0, the models count equally.
            if influence.allSatisfy({ $0 == 0 }) { for i in influence.indices { influence[i] = 1 } }
            for token in sums.indices { sums[token] = 0 }
            switch model.method {
            case .product: multiply(row * size)
            case .mixture: add(row * size)
            }
            let best = sums.max() ?? 0
            let total = best > -.infinity ? best + naturalLogarithm(sums.reduce(0) { $0 + exponential($1 - best) }) : 0
            for token in sums.indices { scores[row * size + token] = Float(sums[token] - total) }
        }
    }

    /// Sets the sums to the logarithm of the product of the row's probabilities. Models of weight 0 are skipped, since
    /// 0 times -inf is not a number.
    private func multiply(_ start: Int) {
        for i in parts.indices where influence[i] > 0 {
            for token in sums.indices { sums[token] += influence[i] * Double(parts[i][start + token]) }
        }
    }

    /// Sets the sums to the logarithm of the sum of the row's probabilities.
    private func add(_ start: Int) {
        for i in parts.indices where influence[i] > 0 {
            for token in sums.indices { sums[token] += influence[i] * exponential(Double(parts[i][start + token])) }
        }
        for token in sums.indices { sums[token] = naturalLogarithm(sums[token]) }
    }

    func accept(_ new: [TokenID]) {
        for decoder in decoders { decoder.accept(new) }
        guard !isConstant else { return }
        for (row, token) in new.enumerated() { tokens[row].append(token) }
    }

    func retain(_ keep: [Bool]) {
        for decoder in decoders { decoder.retain(keep) }
        weights.retain(keep)
        tokens.retain(keep)
        tunes?.retain(keep)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        for decoder in decoders where !decoder.copyRows(sources) { return false }
        (weights, tokens) = (sources.map { weights[$0] }, sources.map { tokens[$0] })
        tunes = tunes.map { tunes in sources.map { tunes[$0] } }
        return true
    }
}
