/// A grammar as a finite automaton: states, and the tokens that lead from one to another.
///
/// The length of the shortest ending from each state is computed once. So a grammar can be given as data, dead ends
/// included, and still keeps tunes within their token budget.
public struct TokenAutomaton: TokenGrammar {
    /// A way out of a state.
    public struct Edge: Hashable, Sendable {
        /// Which of the classes of tokens leads there.
        public var tokens: Int
        /// The state behind it.
        public var next: Int

        public init(tokens: Int, next: Int) {
            self.tokens = tokens
            self.next = next
        }
    }

    fileprivate let end: TokenID
    fileprivate let classes: [[TokenID]]
    fileprivate let edges: [[Edge]]
    /// The fewest tokens of an ending from each state, the end included; nil where there is none.
    fileprivate let shortest: [Int?]
    fileprivate let isFinal: [Bool]

    /// - Parameters:
    ///   - classes: lists of tokens, the end not among them.
    ///   - edges: of each state; the first is the start. No token leads to two states from one.
    ///   - finals: states that a tune may end in.
    /// - Throws: `TokenAutomatonError` where that is not so.
    public init(
        classes: [[TokenID]], edges: [[Edge]], finals: [Int], end: TokenID, vocabularySize: Int
    ) throws {
        for (i, tokens) in classes.enumerated() {
            if let token = tokens.first(where: { !(0..<vocabularySize).contains(Int($0)) || $0 == end }) {
                throw TokenAutomatonError("class \(i) has token \(token), which is no token of a tune's middle")
            }
        }
        guard !edges.isEmpty else { throw TokenAutomatonError("there is no state") }
        var seen = [Int](repeating: -1, count: vocabularySize)
        for (state, ways) in edges.enumerated() {
            for way in ways {
                guard classes.indices.contains(way.tokens), edges.indices.contains(way.next) else {
                    throw TokenAutomatonError("state \(state) has a way by class \(way.tokens) to state \(way.next)")
                }
                for token in classes[way.tokens] {
                    if seen[Int(token)] == state {
                        throw TokenAutomatonError("token \(token) leads from state \(state) by two ways")
                    }
                    seen[Int(token)] = state
                }
            }
        }
        if let final = finals.first(where: { !edges.indices.contains($0) }) {
            throw TokenAutomatonError("state \(final), which a tune may end in, is none of the \(edges.count)")
        }
        self.end = end
        self.classes = classes
        self.edges = edges
        isFinal = edges.indices.map(Set(finals).contains)
        shortest = Self.shortest(edges, finals, classes)
    }

    /// Breadth first, from the finals backwards.
    private static func shortest(_ edges: [[Edge]], _ finals: [Int], _ classes: [[TokenID]]) -> [Int?] {
        var before = [[Int]](repeating: [], count: edges.count)
        for (state, ways) in edges.enumerated() {
            for way in ways where !classes[way.tokens].isEmpty { before[way.next].append(state) }
        }
        var result = [Int?](repeating: nil, count: edges.count)
        for final in finals { result[final] = 1 }
        var layer = finals
        var length = 1
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

    /// The fewest tokens of a whole tune, its end included; nil where there is no tune.
    public var shortestTune: Int? { shortest[0] }

    public func start() -> any GrammarState { TokenAutomatonState(automaton: self) }
}

/// Why data are no automaton.
public struct TokenAutomatonError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

private struct TokenAutomatonState: GrammarState {
    let automaton: TokenAutomaton
    private var state = 0
    private(set) var isEnded = false

    init(automaton: TokenAutomaton) { self.automaton = automaton }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for i in mask.indices { mask[i] = false }
        if isEnded { return }
        if automaton.isFinal[state] { mask[Int(automaton.end)] = true }
        for way in automaton.edges[state] {
            guard let rest = automaton.shortest[way.next], rest < tokensLeft else { continue }
            for token in automaton.classes[way.tokens] { mask[Int(token)] = true }
        }
    }

    mutating func advance(_ token: TokenID) {
        if token == automaton.end {
            isEnded = true
        } else if let way = automaton.edges[state].first(where: { automaton.classes[$0.tokens].contains(token) }) {
            state = way.next
        }
    }
}
