/// A grammar given as a finite automaton.
///
/// The automaton may have dead ends. The length of the shortest ending from each state is computed once, so that
/// sampling avoids dead ends and keeps tunes within their token budget.
public struct TokenAutomaton: TokenGrammar {
    /// A transition out of a state.
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

    let end: TokenID
    let vocabularySize: Int
    let classes: [[TokenID]]
    let edges: [[Edge]]
    /// The number of tokens in the shortest ending from each state, including the end token; nil if there is none.
    fileprivate let shortest: [Int?]
    let isFinal: [Bool]
    /// The state in which a sequence is complete without an end token; nil if there is none.
    fileprivate let stop: Int?

    /// - Parameters:
    ///   - classes: classes of tokens. The end token is in none of them.
    ///   - edges: the edges of each state. State 0 is the start state. A token is on at most one edge of a state.
    ///   - finals: the states in which a tune may end.
    /// - Throws: `TokenAutomatonError` if the automaton is invalid.
    public init(
        classes: [[TokenID]], edges: [[Edge]], finals: [Int], end: TokenID, vocabularySize: Int
    ) throws {
        try self.init(
            classes: classes, edges: edges, finals: finals, stop: nil, end: end, vocabularySize: vocabularySize)
    }

    /// - Parameter stop: the state in which a sequence is complete without an end token.
    init(
        classes: [[TokenID]], edges: [[Edge]], finals: [Int], stop: Int?, end: TokenID, vocabularySize: Int
    ) throws {
        for (i, tokens) in classes.enumerated() {
            if let token = tokens.first(where: { !(0..<vocabularySize).contains(Int($0)) || $0 == end }) {
                throw TokenAutomatonError(
                    "class \(i) contains token \(token), which is the end token or outside the vocabulary")
            }
        }
        guard !edges.isEmpty else { throw TokenAutomatonError("the automaton has no states") }
        var seen = [Int](repeating: -1, count: vocabularySize)
        for (state, stateEdges) in edges.enumerated() {
            for edge in stateEdges {
                guard classes.indices.contains(edge.tokens), edges.indices.contains(edge.next) else {
                    throw TokenAutomatonError(
                        "state \(state) has an edge with class \(edge.tokens) to state \(edge.next); "
                            + "classes: \(classes.count), states: \(edges.count)")
                }
                for token in classes[edge.tokens] {
                    if seen[Int(token)] == state {
                        throw TokenAutomatonError("token \(token) is on two edges of state \(state)")
                    }
                    seen[Int(token)] = state
                }
            }
        }
        if let final = finals.first(where: { !edges.indices.contains($0) }) {
            throw TokenAutomatonError("final state \(final) does not exist: expected 0 to \(edges.count - 1)")
        }
        self.end = end
        self.vocabularySize = vocabularySize
        self.classes = classes
        self.edges = edges
        self.stop = stop
        isFinal = edges.indices.map(Set(finals).contains)
        shortest = Self.shortest(edges, stop.map { [$0] } ?? finals, endingLength: stop == nil ? 1 : 0, classes)
    }

    /// Breadth-first search backwards from the states in which a tune may end.
    private static func shortest(
        _ edges: [[Edge]], _ finals: [Int], endingLength: Int, _ classes: [[TokenID]]
    ) -> [Int?] {
        var before = [[Int]](repeating: [], count: edges.count)
        for (state, stateEdges) in edges.enumerated() {
            for edge in stateEdges where !classes[edge.tokens].isEmpty { before[edge.next].append(state) }
        }
        var result = [Int?](repeating: nil, count: edges.count)
        for final in finals { result[final] = endingLength }
        var layer = finals
        var length = endingLength
        while !layer.isEmpty {
            length += 1
            var next: [Int] = []
            for state in layer {
                for earlier in before[state] where result[earlier] == nil {
                    result[earlier] = length
                    next.append(earlier)
                }
            }
            layer = next
        }
        return result
    }

    /// The number of tokens in the shortest tune, including the end token; nil if the automaton accepts no tune.
    public var shortestTune: Int? { shortest[0] }

    public func start() -> any GrammarState { TokenAutomatonState(automaton: self) }

    /// The state that a token leads to; nil if the token is on no edge of `state`.
    func next(_ state: Int, _ token: TokenID) -> Int? {
        edges[state].first { classes[$0.tokens].contains(token) }?.next
    }
}

/// Why an automaton is invalid.
public struct TokenAutomatonError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

extension TokenAutomaton: FactorGrammar {
    package func startOfFactor() -> any FactorState { TokenAutomatonState(automaton: self) }
}

struct TokenAutomatonState: FactorState {
    private let automaton: TokenAutomaton
    private(set) var state = 0
    private(set) var isEnded: Bool

    init(automaton: TokenAutomaton) {
        self.automaton = automaton
        isEnded = automaton.stop == 0
    }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for i in mask.indices { mask[i] = false }
        if isEnded { return }
        if automaton.isFinal[state] { mask[Int(automaton.end)] = true }
        for edge in automaton.edges[state] {
            guard let rest = automaton.shortest[edge.next], rest < tokensLeft else { continue }
            for token in automaton.classes[edge.tokens] { mask[Int(token)] = true }
        }
    }

    /// Whether the state accepts every token and stays as it is.
    var isOpen: Bool {
        let edges = automaton.edges[state]
        return automaton.isFinal[state] && edges.count == 1 && edges[0].next == state
            && automaton.classes[edges[0].tokens].count == automaton.vocabularySize - 1
    }

    static func == (a: Self, b: Self) -> Bool { a.state == b.state && a.isEnded == b.isEnded }

    func hash(into hasher: inout Hasher) {
        hasher.combine(state)
        hasher.combine(isEnded)
    }

    mutating func advance(_ token: TokenID) {
        if token == automaton.end {
            isEnded = true
        } else if let next = automaton.next(state, token) {
            state = next
            isEnded = next == automaton.stop
        }
    }
}
