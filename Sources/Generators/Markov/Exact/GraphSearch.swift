import MuseProtocols

/// Builds a `TuneGraph` by a depth-first search from the start of a tune. A state's message is computed when all
/// states that follow it are finished.
struct GraphSearch {
    /// The first factor of the grammar, and the product of all others.
    private let first: GrammarStates
    private let rest: FactorProduct
    private var states = StateNumbers()
    private(set) var firstEdge: [Int] = []
    private(set) var edgeCount: [Int32] = []
    private(set) var edges: [TuneGraph.Edge] = []
    private(set) var messages: [Double] = []
    /// The number of tokens of the longest tune from each state, or a negative value.
    private(set) var lengths: [Int32] = []

    init(_ factors: [GrammarStates]) {
        first = factors[0]
        rest = FactorProduct(Array(factors.dropFirst()))
    }

    private static let unvisited: Int32 = -2
    private static let onPath: Int32 = -1

    /// A context of the model and the state of the grammar, packed into one number.
    private struct Key {
        var context: Int32
        var first: Int32
        var rest: Int32

        private static let (contextBits, firstBits, restBits): (UInt64, UInt64, UInt64) = (22, 20, 22)

        init(context: Int32, first: Int32, rest: Int32) {
            (self.context, self.first, self.rest) = (context, first, rest)
        }

        init(_ packed: UInt64) {
            context = Int32(truncatingIfNeeded: packed & (1 << Self.contextBits - 1))
            first = Int32(truncatingIfNeeded: packed >> Self.contextBits & (1 << Self.firstBits - 1))
            rest = Int32(truncatingIfNeeded: packed >> (Self.contextBits + Self.firstBits))
        }

        /// nil if a number is too large.
        var packed: UInt64? {
            guard context < 1 << Self.contextBits, first < 1 << Self.firstBits, rest < 1 << Self.restBits else {
                return nil
            }
            return UInt64(context) | UInt64(first) << Self.contextBits
                | UInt64(rest) << (Self.contextBits + Self.firstBits)
        }
    }

    /// - Throws: as `TuneGraph.init` does, except for a graph without tunes.
    mutating func run(_ contexts: inout MarkovContexts, limit: Int, isCancelled: () -> Bool) throws {
        if isCancelled() { throw CancellationError() }
        _ = try number(of: Key(context: 0, first: 0, rest: 0), limit)
        var path: [(state: Int, edge: Int)] = [(0, 0)]
        try expand(0, &contexts, limit)
        while let (state, edge) = path.last {
            if edge == Int(edgeCount[state]) {
                finish(state)
                path.removeLast()
                continue
            }
            path[path.count - 1].edge += 1
            let following = Int(edges[firstEdge[state] + edge].next)
            switch lengths[following] {
            case Self.unvisited:
                if following & 0xFFFF == 0, isCancelled() { throw CancellationError() }
                try expand(following, &contexts, limit)
                path.append((following, 0))
            case Self.onPath: throw ConditioningError.endless
            default: break
            }
        }
    }

    /// Finds the edges of a state.
    private mutating func expand(_ state: Int, _ contexts: inout MarkovContexts, _ limit: Int) throws {
        firstEdge[state] = edges.count
        lengths[state] = Self.onPath
        let key = Key(states.keys[state])
        if first.isEnded(key.first) { return }
        if let only = first.onlyToken(after: key.first) {
            try append(contexts.edge(of: key.context, forced: only), after: key, limit)
        } else {
            for edge in contexts.edges(of: key.context) { try append(edge, after: key, limit) }
        }
        edgeCount[state] = Int32(edges.count - firstEdge[state])
    }

    /// Appends an edge to the state being expanded, if all factors of the grammar allow it.
    private mutating func append(_ edge: MarkovContexts.Edge, after key: Key, _ limit: Int) throws {
        let next = first.state(after: key.first, edge.token)
        if next < 0 { return }
        let others = rest.state(after: key.rest, edge.token)
        if others < 0 { return }
        let following = try number(of: Key(context: edge.next, first: next, rest: others), limit)
        edges.append(TuneGraph.Edge(token: edge.token, next: following, probability: edge.probability))
    }

    private mutating func number(of key: Key, _ limit: Int) throws -> Int32 {
        guard let packed = key.packed, lengths.count < limit else {
            throw ConditioningError.tooManyStates(limit: limit)
        }
        let (number, isNew) = states.number(of: packed)
        if isNew {
            firstEdge.append(0)
            edgeCount.append(0)
            messages.append(0)
            lengths.append(Self.unvisited)
        }
        return number
    }

    private mutating func finish(_ state: Int) {
        let range = firstEdge[state]..<firstEdge[state] + Int(edgeCount[state])
        lengths[state] = 0
        if range.isEmpty {
            let key = Key(states.keys[state])
            messages[state] = first.isEnded(key.first) && rest.isEnded(key.rest) ? 1 : 0
            return
        }
        var sum = 0.0
        var longest: Int32 = 0
        for edge in edges[range] where messages[Int(edge.next)] > 0 {
            sum += edge.probability * messages[Int(edge.next)]
            longest = max(longest, lengths[Int(edge.next)] + 1)
        }
        messages[state] = sum
        lengths[state] = longest
    }
}
