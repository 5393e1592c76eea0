package import MuseProtocols

/// The inputs and targets of one sequence for training or evaluation.
package struct Example: Sendable {
    package var inputs: [Int32]
    /// The target of each input; -1 for positions excluded from the loss.
    package var targets: [Int32]
    /// The values of each clock feature at each input; empty for networks without clock features.
    package var clockFeatures: [[Int32]]

    package init(inputs: [Int32], targets: [Int32], clockFeatures: [[Int32]] = []) {
        precondition(targets.count == inputs.count && clockFeatures.allSatisfy { $0.count == inputs.count })
        self.inputs = inputs
        self.targets = targets
        self.clockFeatures = clockFeatures
    }

    /// Creates an example of next-token prediction: the input of each target is the previous token, or the start token.
    package init(_ sequence: ArraySlice<TokenID>, start: TokenID) {
        self.init(inputs: sequence.isEmpty ? [] : [start] + sequence.dropLast(), targets: Array(sequence))
    }

    package var count: Int { inputs.count }
}
