import MuseProtocols

/// The runs of all tokens as a tree: runs that begin alike share nodes.
struct RunTrie: Sendable {
    /// The root is node 0.
    struct Node: Sendable {
        /// The token whose run ends here; nil if there is none.
        var token: TokenID?
        /// In the order of their first tokens.
        var children: [(token: TokenID, node: Int32)] = []
    }

    private(set) var nodes = [Node()]
    private var edges: PairMap
    let longest: Int

    init(_ runs: [[TokenID]]) {
        edges = PairMap(capacity: 2 * runs.count)
        longest = runs.lazy.map(\.count).max() ?? 0
        for (token, run) in runs.enumerated() { insert(run, TokenID(token)) }
        for node in nodes.indices { nodes[node].children.sort { $0.token < $1.token } }
    }

    private mutating func insert(_ run: [TokenID], _ token: TokenID) {
        var node: Int32 = 0
        for base in run {
            let next = edges.value(node, base, orInsert: Int32(nodes.count))
            if Int(next) == nodes.count {
                nodes.append(Node())
                nodes[Int(node)].children.append((base, next))
            }
            node = next
        }
        nodes[Int(node)].token = token
    }

    /// The node after a base token; nil if no run continues with it.
    @inline(__always)
    func next(_ node: Int32, _ base: TokenID) -> Int32? { edges[node, base] }
}
