import MuseMusic

/// The smallest automaton whose states tell the passages of some texts apart by how they can continue.
///
/// Source: Blumer, Blumer, Haussler, Ehrenfeucht, Chen and Seiferas, "The smallest automaton recognizing the subwords
/// of a text", Theoretical Computer Science 40, 1985, https://doi.org/10.1016/0304-3975(85)90157-4; for several texts,
/// Mohri, Moreno and Weinstein, "General suffix automaton construction algorithm and space bounds", Theoretical
/// Computer Science 410, 2009, section 3.
///
/// - Complexity: built in O(n log V) time, with at most 2 n states for n tokens.
struct SuffixAutomaton: Sendable {
    typealias State = Int32

    private struct Node: Sendable {
        /// The length of the longest passage of the state.
        var length: Int32
        /// The state of the longest of its ends that can continue in more ways; -1 for the empty passage.
        var link: State
        /// Sorted by token.
        var next: [(token: TokenID, state: State)] = []
    }

    private var nodes = [Node(length: 0, link: -1)]

    init(_ texts: [[TokenID]]) {
        for text in texts {
            var last: State = 0
            for token in text { last = append(token, after: last) }
        }
    }

    /// The tokens with which passages of a state continue, in ascending order.
    func tokens(after state: State) -> [TokenID] { nodes[Int(state)].next.map(\.token) }

    /// The longest end of a state's passages that can continue in more ways.
    func shorter(_ state: State) -> (state: State, length: Int) {
        let link = nodes[Int(state)].link
        return link < 0 ? (0, 0) : (link, Int(nodes[Int(link)].length))
    }

    /// The longest end of a passage and a token that is itself a passage.
    ///
    /// - Parameters:
    ///   - state: the state of the passage.
    ///   - length: its length.
    func advance(_ state: State, _ length: Int, _ token: TokenID) -> (state: State, length: Int) {
        var (state, length) = (state, length)
        while true {
            if let next = next(state, token) { return (next, length + 1) }
            if state == 0 { return (0, 0) }
            (state, length) = shorter(state)
        }
    }

    private func next(_ state: State, _ token: TokenID) -> State? {
        let next = nodes[Int(state)].next
        let place = next.partitioningIndex { $0.token >= token }
        return place < next.count && next[place].token == token ? next[place].state : nil
    }

    private mutating func set(_ state: State, _ token: TokenID, to next: State) {
        let place = nodes[Int(state)].next.partitioningIndex { $0.token >= token }
        if place < nodes[Int(state)].next.count, nodes[Int(state)].next[place].token == token {
            nodes[Int(state)].next[place].state = next
        } else {
            nodes[Int(state)].next.insert((token, next), at: place)
        }
    }

    /// Adds the passages that end with a token.
    ///
    /// - Returns: the state of the text so far.
    private mutating func append(_ token: TokenID, after last: State) -> State {
        if let known = next(last, token) {
            // Another text begins in the same way.
            return nodes[Int(known)].length == nodes[Int(last)].length + 1 ? known : split(known, token, from: last)
        }
        let new = State(nodes.count)
        nodes.append(Node(length: nodes[Int(last)].length + 1, link: 0))
        var state = last
        while state >= 0, next(state, token) == nil {
            set(state, token, to: new)
            state = nodes[Int(state)].link
        }
        guard state >= 0, let known = next(state, token) else { return new }
        let isDirect = nodes[Int(known)].length == nodes[Int(state)].length + 1
        nodes[Int(new)].link = isDirect ? known : split(known, token, from: state)
        return new
    }

    /// Gives the passages of `known` that end in those of `state` and a token a state of their own.
    private mutating func split(_ known: State, _ token: TokenID, from first: State) -> State {
        let clone = State(nodes.count)
        var node = nodes[Int(known)]
        node.length = nodes[Int(first)].length + 1
        nodes.append(node)
        nodes[Int(known)].link = clone
        var state = first
        while state >= 0, next(state, token) == known {
            set(state, token, to: clone)
            state = nodes[Int(state)].link
        }
        return clone
    }
}
