import MuseProtocols

/// The graph of all tunes that a Markov model can produce and a grammar accepts, with the probability mass that each
/// state leads to.
///
/// A state pairs a context of the model with a state of each factor of the grammar. The message of a state is the
/// probability that the model, continued freely from there, produces an accepted tune:
///
///     β(s) = Σ_t p(t | s) β(s'),   β(end) = 1
///
/// The token t then has the probability p(t | s) β(s') / β(s), which is exactly the model's distribution given that the
/// tune is accepted. No tune is rejected.
///
/// Source: Pachet, Roy and Barbieri, "Finite-Length Markov Processes with Constraints", IJCAI 2011, section 4; automata
/// as constraints: Papadopoulos, Pachet, Roy and Sakellariou, "Exact Sampling for Regular and Markov Constraints with
/// Belief Propagation", CP 2015, section 3. Difference: the product is built only as far as it can be reached, and its
/// states need no fixed position, so that tunes may differ in length.
struct TuneGraph: Sendable {
    struct Edge: Sendable {
        var token: TokenID
        var next: Int32
        var probability: Double
    }

    /// The edges of state s: `edges[firstEdge[s]..<firstEdge[s] + edgeCount[s]]`.
    private let firstEdge: [Int]
    private let edgeCount: [Int32]
    private let edges: [Edge]
    /// β by state.
    let messages: [Double]
    /// The number of tokens of the longest tune.
    let longest: Int

    static let start: Int32 = 0

    /// - Throws: `ConditioningError` if no tune is accepted, if tunes can be endless, or if there are more than `limit`
    ///   states; `CancellationError` if `isCancelled` says so.
    init(
        _ contexts: inout MarkovContexts, _ grammar: any TokenGrammar, vocabularySize: Int, limit: Int,
        isCancelled: () -> Bool
    ) throws {
        var search = GraphSearch(grammar.factors.map { GrammarStates($0, vocabularySize: vocabularySize) })
        try search.run(&contexts, limit: limit, isCancelled: isCancelled)
        firstEdge = search.firstEdge
        edgeCount = search.edgeCount
        edges = search.edges
        messages = search.messages
        longest = Int(search.lengths[0])
        if messages[0] == 0 { throw ConditioningError.noTune }
    }

    func edges(of state: Int32) -> ArraySlice<Edge> {
        let first = firstEdge[Int(state)]
        return edges[first..<first + Int(edgeCount[Int(state)])]
    }
}
