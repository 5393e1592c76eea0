import MuseProtocols

/// The states of any number of factors of a grammar, each combination with a number. Computed when they are asked for.
///
/// State 0 is the start.
final class FactorProduct {
    private let factors: [GrammarStates]
    /// For each factor after the first, the combinations of the number so far and the factor's state.
    private var levels: [StateNumbers]

    init(_ factors: [GrammarStates]) {
        self.factors = factors
        levels = factors.dropFirst().map { _ in StateNumbers() }
        for level in levels.indices { _ = levels[level].number(of: 0) }
    }

    /// Whether the tune has ended.
    func isEnded(_ state: Int32) -> Bool {
        return states(of: state).enumerated().allSatisfy { factors[$0].isEnded($1) }
    }

    /// The state after a token; -1 if a factor excludes the token.
    func state(after state: Int32, _ token: TokenID) -> Int32 {
        // Most grammars have one factor or two.
        if factors.count < 2 { return factors.isEmpty ? 0 : factors[0].state(after: state, token) }
        var number: Int32 = -1
        for (i, old) in states(of: state).enumerated() {
            let next = factors[i].state(after: old, token)
            if next < 0 { return -1 }
            let key = UInt64(UInt32(bitPattern: number)) << 32 | UInt64(next)
            number = i == 0 ? next : levels[i - 1].number(of: key).number
        }
        return number
    }

    private func states(of state: Int32) -> [Int32] {
        if factors.isEmpty { return [] }
        var result: [Int32] = []
        var number = state
        for level in levels.reversed() {
            let key = level.keys[Int(number)]
            result.append(Int32(truncatingIfNeeded: key & 0xFFFF_FFFF))
            number = Int32(truncatingIfNeeded: key >> 32)
        }
        return ([number] + result.reversed())
    }
}
