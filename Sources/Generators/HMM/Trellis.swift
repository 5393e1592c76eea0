/// The probabilities of a hidden Markov model along one sequence: what the forward-backward, Viterbi and sampling
/// algorithms need, whatever the observations are.
///
/// Shape letters: T steps, N states, W = H N nodes of a step. In a first-order model H is 1 and a node is a state. In a
/// second-order model H is N, and the node `h N + n` stands for state n after state h.
package struct Trellis: Sendable {
    /// N.
    package let states: Int
    /// 1 or 2: the number of states that the next one depends on.
    package let order: Int
    /// p(first node): `[W]`.
    package var initial: [Double]
    /// The transition matrices that the steps choose from, each `[W, N]`: p(next state | node).
    package var transitions: [[Double]]
    /// The number of the matrix that leads to each step: `[T]`. The first is not used.
    package var matrices: [Int]
    /// p(observation | node), up to a factor for each step: `[T, W]`.
    package var emissions: [Double]
    /// The natural logarithms of these factors: `[T]`.
    package var emissionLogs: [Double]

    /// - Precondition: the sizes agree, and `order` is 1 or 2.
    package init(
        states: Int, order: Int, initial: [Double], transitions: [[Double]], matrices: [Int], emissions: [Double],
        emissionLogs: [Double]? = nil
    ) {
        let width = order == 2 ? states * states : states
        precondition(order == 1 || order == 2, "order \(order)")
        precondition(initial.count == width, "\(initial.count) initial probabilities for \(width) nodes")
        precondition(transitions.allSatisfy { $0.count == width * states }, "a matrix is not [\(width), \(states)]")
        precondition(emissions.count == matrices.count * width, "\(emissions.count) emissions of \(width) nodes")
        self.states = states
        self.order = order
        self.initial = initial
        self.transitions = transitions
        self.matrices = matrices
        self.emissions = emissions
        self.emissionLogs = emissionLogs ?? [Double](repeating: 0, count: matrices.count)
    }

    /// T.
    package var count: Int { matrices.count }
    /// W.
    package var width: Int { initial.count }

    /// The first of the nodes that can follow a node: it and the next N - 1 are its successors, by state.
    @inline(__always) func successors(of node: Int) -> Int { order == 2 ? node % states * states : 0 }

    /// The state of a node.
    package func state(of node: Int) -> Int { node % states }
}
