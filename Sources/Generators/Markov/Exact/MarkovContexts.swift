import MuseProtocols

/// The contexts of a Markov model as numbered states, each with the tokens that may follow it and the states to which
/// they lead. Computed when they are asked for.
///
/// State 0 is the start of a tune. A state stands for the longest context of the model that ends the tokens so far:
/// longer histories do not change the probabilities.
struct MarkovContexts {
    struct Edge {
        var token: TokenID
        var probability: Double
        var next: Int32
    }

    private let model: MarkovModel
    private let minimumOrder: Int
    /// `[states, order]`, newest symbol first. Symbols older than the context are -2, which matches nothing.
    private var histories: [Int32]
    /// The state of each context, by its node in the tree and its length.
    private var states: [Context: Int32]
    /// The range of each state's edges; nil until they are computed.
    private var ranges: [Range<Int>?] = [nil]
    private var edges: [Edge] = []
    private var forced: [Forced: Edge] = [:]

    // Reused from state to state.
    private var path: [ContextTree.Step]
    private var row: [Float]
    private var history: [Int32]

    private struct Context: Hashable {
        let node: Int
        /// Longer than the node's context where the text has only one continuation backwards.
        let length: Int
    }

    private struct Forced: Hashable {
        let state: Int32
        let token: TokenID
    }

    /// - Parameter minimumOrder: a token may follow only if it follows the last `minimumOrder` tokens in the corpus.
    init(_ model: MarkovModel, minimumOrder: Int) {
        self.model = model
        self.minimumOrder = minimumOrder
        histories = [Int32](repeating: Int32(model.vocabularySize), count: model.order)
        history = histories
        path = [ContextTree.Step](repeating: .root, count: model.order + 1)
        row = [Float](repeating: 0, count: model.vocabularySize)
        states = [:]
        let start = model.withTree { tree in histories.withUnsafeBufferPointer { tree.match($0) } }
        states[Context(node: start.node, length: start.length)] = 0
    }

    /// The tokens that may follow a state.
    mutating func edges(of state: Int32) -> ArraySlice<Edge> {
        if let range = ranges[Int(state)] { return edges[range] }
        let first = edges.count
        for token in fillRow(after: state) {
            edges.append(
                Edge(token: token, probability: probability(of: token), next: self.state(after: state, token)))
        }
        ranges[Int(state)] = first..<edges.count
        return edges[first...]
    }

    /// The edge of a token that must follow, whether or not the corpus has it there.
    mutating func edge(of state: Int32, forced token: TokenID) -> Edge {
        let key = Forced(state: state, token: token)
        if let known = forced[key] { return known }
        _ = fillRow(after: state)
        let edge = Edge(token: token, probability: probability(of: token), next: self.state(after: state, token))
        forced[key] = edge
        return edge
    }

    private func probability(of token: TokenID) -> Double { exponential(Double(min(0, row[Int(token)]))) }

    /// Computes the log-probabilities of all tokens.
    ///
    /// - Returns: the tokens that may follow.
    private mutating func fillRow(after state: Int32) -> [TokenID] {
        let order = model.order
        for i in 0..<order { history[i] = histories[Int(state) * order + i] }
        let length = minimumOrder
        return model.withTree { (tree: ContextTree) -> [TokenID] in
            history.withUnsafeBufferPointer { (history: UnsafeBufferPointer<Int32>) -> [TokenID] in
                path.withUnsafeMutableBufferPointer { path -> [TokenID] in
                    row.withUnsafeMutableBufferPointer { tree.fill($0, after: history, path: path) }
                    return tree.tokens(after: history, atLeast: length, path: path)
                }
            }
        }
    }

    private mutating func state(after state: Int32, _ token: TokenID) -> Int32 {
        let order = model.order
        history[0] = token
        for i in 1..<max(1, order) { history[i] = histories[Int(state) * order + i - 1] }
        let match = model.withTree { tree in history.withUnsafeBufferPointer { tree.match($0) } }
        let context = Context(node: match.node, length: match.length)
        if let known = states[context] { return known }
        let new = Int32(ranges.count)
        for i in 0..<order { histories.append(i < match.length ? history[i] : -2) }
        ranges.append(nil)
        states[context] = new
        return new
    }
}
