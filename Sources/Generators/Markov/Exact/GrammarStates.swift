import MuseProtocols

/// The states of a grammar as numbers, with the state to which each token leads. Computed when they are asked for.
///
/// State 0 is the start.
final class GrammarStates {
    /// A token and the state that it leads to.
    private struct Step {
        var token: TokenID
        var next: Int32
        /// The step of the same state that was found before; -1 for none.
        var earlier: Int32
    }

    private let words: Int
    private var table: any StateTable
    /// Whether each token is allowed, as bits: `[states, words]`.
    private var allowed: [UInt64] = []
    private var steps: [Step] = []
    /// The step of each state that was found last; -1 for none. Few tokens are asked for in each state.
    private var latest: [Int32] = []
    /// The only token allowed in each state; -1 if there are several or none.
    private var only: [TokenID] = []
    private var isFinal: [Bool] = []
    private var mask: [Bool]

    init(_ grammar: any TokenGrammar, vocabularySize: Int) {
        words = (vocabularySize + 63) / 64
        mask = [Bool](repeating: false, count: vocabularySize)
        table = makeTable(grammar.start())
        add()
    }

    /// Whether the tune has ended.
    func isEnded(_ state: Int32) -> Bool { isFinal[Int(state)] }

    /// The only token that may follow; nil if there are several or none.
    func onlyToken(after state: Int32) -> TokenID? { only[Int(state)] < 0 ? nil : only[Int(state)] }

    /// The state after a token; -1 if the grammar excludes the token.
    func state(after state: Int32, _ token: TokenID) -> Int32 {
        let bit = allowed[Int(state) * words + Int(token) / 64] >> UInt64(token % 64) & 1
        if bit == 0 { return -1 }
        var step = latest[Int(state)]
        while step >= 0 {
            if steps[Int(step)].token == token { return steps[Int(step)].next }
            step = steps[Int(step)].earlier
        }
        let found = table.advance(Int(state), token)
        if found == only.count { add() }
        steps.append(Step(token: token, next: Int32(found), earlier: latest[Int(state)]))
        latest[Int(state)] = Int32(steps.count - 1)
        return Int32(found)
    }

    /// Adds the newest state of the table.
    private func add() {
        let state = only.count
        table.allowed(state, &mask)
        var count = 0
        var last: TokenID = -1
        allowed.append(contentsOf: repeatElement(0, count: words))
        for (token, isAllowed) in mask.enumerated() where isAllowed {
            allowed[state * words + token / 64] |= 1 << UInt64(token % 64)
            count += 1
            last = TokenID(token)
        }
        latest.append(-1)
        only.append(count == 1 ? last : -1)
        isFinal.append(table.isEnded(state))
    }
}

/// The distinct states of a grammar in the order in which they were found.
private protocol StateTable {
    func allowed(_ state: Int, _ mask: inout [Bool])
    func isEnded(_ state: Int) -> Bool
    /// The number of the state after a token, which may be new.
    mutating func advance(_ state: Int, _ token: TokenID) -> Int
}

private func makeTable<State: GrammarState>(_ start: State) -> any StateTable { TypedTable(start) }

private struct TypedTable<State: GrammarState>: StateTable {
    private var states: [State]
    private var numbers: [State: Int]

    init(_ start: State) {
        states = [start]
        numbers = [start: 0]
    }

    func allowed(_ state: Int, _ mask: inout [Bool]) { states[state].allowed(&mask, tokensLeft: .max / 8) }

    func isEnded(_ state: Int) -> Bool { states[state].isEnded }

    mutating func advance(_ state: Int, _ token: TokenID) -> Int {
        var after = states[state]
        after.advance(token)
        if let known = numbers[after] { return known }
        numbers[after] = states.count
        states.append(after)
        return states.count - 1
    }
}
