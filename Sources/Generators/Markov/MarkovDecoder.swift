import MuseProtocols

/// Computes the log-probabilities of the next tokens of a batch of tunes. Allocates nothing per step.
final class MarkovDecoder: TokenDecoder {
    private let model: MarkovModel
    private(set) var rowCount: Int
    /// `[rowCount, order]`, newest symbol first.
    private var histories: [Int32]
    private var path: [ContextTree.Step]

    init(_ model: MarkovModel, rows: Int) {
        self.model = model
        rowCount = rows
        histories = [Int32](repeating: Int32(model.vocabularySize), count: rows * model.order)
        path = [ContextTree.Step](repeating: .root, count: model.order + 1)
    }

    func scores(into scores: inout [Float]) {
        let size = model.vocabularySize
        if scores.count != rowCount * size { scores = [Float](repeating: 0, count: rowCount * size) }
        model.withTree { tree in
            scores.withUnsafeMutableBufferPointer { scores in
                histories.withUnsafeBufferPointer { histories in
                    path.withUnsafeMutableBufferPointer { path in
                        for row in 0..<rowCount {
                            let history = histories[(row * tree.order)..<((row + 1) * tree.order)]
                            tree.fill(
                                UnsafeMutableBufferPointer(rebasing: scores[(row * size)..<((row + 1) * size)]),
                                after: UnsafeBufferPointer(rebasing: history), path: path)
                        }
                    }
                }
            }
        }
    }

    func accept(_ tokens: [TokenID]) {
        precondition(tokens.count == rowCount, "\(tokens.count) tokens for \(rowCount) rows")
        for (row, token) in tokens.enumerated() {
            let newest = row * model.order
            var i = newest + model.order - 1
            while i > newest {
                histories[i] = histories[i - 1]
                i -= 1
            }
            histories[newest] = token
        }
    }

    func retain(_ keep: [Bool]) {
        precondition(keep.count == rowCount, "\(keep.count) flags for \(rowCount) rows")
        var kept = 0
        for row in 0..<rowCount where keep[row] {
            for i in 0..<model.order { histories[kept * model.order + i] = histories[row * model.order + i] }
            kept += 1
        }
        rowCount = kept
        histories.removeLast(histories.count - kept * model.order)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        let old = histories
        histories = sources.flatMap { old[($0 * model.order)..<(($0 + 1) * model.order)] }
        rowCount = sources.count
        return true
    }
}
