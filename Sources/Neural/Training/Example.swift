package import MuseProtocols

/// A sequence to learn from or to measure: what is read, and what is to be said after it.
package struct Example: Sendable {
    package var inputs: [Int32]
    /// As many as inputs; -1 where nothing is to be said.
    package var targets: [Int32]
    /// What a clock shows at each input, hand by hand; empty for networks that look at none.
    package var hands: [[Int32]]

    package init(inputs: [Int32], targets: [Int32], hands: [[Int32]] = []) {
        precondition(targets.count == inputs.count && hands.allSatisfy { $0.count == inputs.count })
        self.inputs = inputs
        self.targets = targets
        self.hands = hands
    }

    /// Each token is to be said after those before it, the first one after the start symbol.
    package init(_ sequence: ArraySlice<TokenID>, start: TokenID) {
        self.init(inputs: sequence.isEmpty ? [] : [start] + sequence.dropLast(), targets: Array(sequence))
    }

    package var count: Int { inputs.count }
}
