import MusePlatform
import MuseProtocols
import MuseStorage

/// A Markov model given that its tunes follow a grammar.
struct ConditionedMarkov: Model {
    let base: MarkovModel
    /// One for each grammar.
    let graphs: [TuneGraph]

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        let turns = request.grammars ?? [Int](repeating: 0, count: request.rows)
        return ConditionedDecoder(turns.map { graphs[$0] }, vocabularySize: base.vocabularySize)
    }

    func logProbabilities(of tokens: [TokenID]) -> [Double] { base.logProbabilities(of: tokens) }
    func saved() -> SavedModel { base.saved() }
}

extension MarkovModel {
    /// The largest number of states of a graph, about 100 bytes each.
    private static let stateLimit = 30_000_000

    func conditioned(
        on grammars: [any TokenGrammar], maxTokens: Int, isCancelled: () -> Bool
    ) throws -> (any Model)? {
        guard let minimumOrder else { return nil }
        var contexts = MarkovContexts(self, minimumOrder: minimumOrder)
        let graphs = try grammars.map {
            try TuneGraph(
                &contexts, $0, vocabularySize: vocabularySize, limit: Self.stateLimit, isCancelled: isCancelled)
        }
        let longest = graphs.map(\.longest).max() ?? 0
        guard longest <= maxTokens else {
            throw ConditioningError.tooLong(longest: longest, maxTokens: maxTokens)
        }
        return ConditionedMarkov(base: self, graphs: graphs)
    }
}

/// Scores the tokens of tunes by the messages of a graph.
private final class ConditionedDecoder: TokenDecoder {
    private var graphs: [TuneGraph]
    private var states: [Int32]
    private let vocabularySize: Int

    init(_ graphs: [TuneGraph], vocabularySize: Int) {
        self.graphs = graphs
        self.vocabularySize = vocabularySize
        states = graphs.map { _ in TuneGraph.start }
    }

    var rowCount: Int { states.count }

    func scores(into scores: inout [Float]) {
        scores = [Float](repeating: -.infinity, count: rowCount * vocabularySize)
        for (row, state) in states.enumerated() {
            let graph = graphs[row]
            for edge in graph.edges(of: state) {
                let share = edge.probability * graph.messages[Int(edge.next)] / graph.messages[Int(state)]
                if share > 0 { scores[row * vocabularySize + Int(edge.token)] = Float(log(share)) }
            }
        }
    }

    func accept(_ tokens: [TokenID]) {
        precondition(tokens.count == rowCount, "\(tokens.count) tokens for \(rowCount) rows")
        for (row, token) in tokens.enumerated() {
            guard let edge = graphs[row].edges(of: states[row]).first(where: { $0.token == token }) else {
                preconditionFailure("token \(token) is not on an edge of state \(states[row])")
            }
            states[row] = edge.next
        }
    }

    func retain(_ keep: [Bool]) {
        precondition(keep.count == rowCount, "\(keep.count) flags for \(rowCount) rows")
        states = zip(states, keep).filter(\.1).map(\.0)
        graphs = zip(graphs, keep).filter(\.1).map(\.0)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        (states, graphs) = (sources.map { states[$0] }, sources.map { graphs[$0] })
        return true
    }
}
