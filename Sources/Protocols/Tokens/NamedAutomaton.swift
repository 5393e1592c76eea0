/// A finite automaton over the names of tokens, which tunes must satisfy in addition to their tokenizer's grammar.
public struct NamedAutomaton: Hashable, Sendable {
    public struct Edge: Hashable, Sendable {
        /// The index of the class of tokens that take this edge.
        public var tokens: Int
        /// The state that the edge leads to.
        public var next: Int

        public init(tokens: Int, next: Int) {
            self.tokens = tokens
            self.next = next
        }
    }

    public struct State: Hashable, Sendable {
        /// A token is on at most one edge.
        public var edges: [Edge]
        /// The state after tokens on no edge; nil to exclude them.
        public var otherwise: Int?
        /// Whether a tune may end here.
        public var isFinal: Bool

        public init(edges: [Edge], otherwise: Int?, isFinal: Bool) {
            self.edges = edges
            self.otherwise = otherwise
            self.isFinal = isFinal
        }
    }

    /// Classes of token names.
    public var classes: [[String]]
    /// State 0 is the start state.
    public var states: [State]

    public init(classes: [[String]], states: [State]) {
        self.classes = classes
        self.states = states
    }

    /// The automaton over the tokens of a vocabulary.
    ///
    /// - Throws: `PlanError` for a token that the vocabulary does not have; `TokenAutomatonError` if it is invalid.
    func automaton(_ vocabulary: Vocabulary, end: TokenID) throws -> TokenAutomaton {
        var classes = try classes.map { names in
            try names.map { name in
                guard let token = vocabulary[name] else {
                    let nearest = nearestName(to: name, in: vocabulary.names).map { "; did you mean '\($0)'?" } ?? ""
                    throw PlanError("the tokenizer has no token '\(name)'\(nearest)")
                }
                return token
            }
        }
        let all = vocabulary.names.indices.map { TokenID($0) }.filter { $0 != end }
        let edges = states.map { state in
            var edges = state.edges.map { TokenAutomaton.Edge(tokens: $0.tokens, next: $0.next) }
            if let otherwise = state.otherwise {
                let named = Set(state.edges.flatMap { classes.indices.contains($0.tokens) ? classes[$0.tokens] : [] })
                edges.append(.init(tokens: classes.count, next: otherwise))
                classes.append(all.filter { !named.contains($0) })
            }
            return edges
        }
        return try TokenAutomaton(
            classes: classes, edges: edges, finals: states.indices.filter { states[$0].isFinal }, end: end,
            vocabularySize: vocabulary.count)
    }
}
