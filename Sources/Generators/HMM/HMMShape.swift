/// The sizes of a hidden Markov model of tokens, and the layout of its parameters.
///
/// Each position has N states of its own. The position of a token follows from the tokens before it, so each step has
/// N possible states, whatever the number of positions.
struct HMMShape: Sendable, Equatable {
    /// N.
    let states: Int
    /// 1 or 2.
    let order: Int
    /// Whether the nodes of a second-order model with the same state share their emissions.
    let sharesEmissions: Bool
    let vocabularySize: Int
    let positions: BarPositions
    /// The number of the transition matrix from each position to each other, `[K, K]`. Matrix 0 is for pairs of
    /// positions that do not occur in the corpus.
    let matrices: [Int32]
    let matrixCount: Int

    /// The number of nodes of a step.
    var width: Int { order == 2 ? states * states : states }
    /// The number of emission distributions at each position.
    var emitters: Int { sharesEmissions ? states : width }

    @inline(__always) func emitter(of node: Int) -> Int { sharesEmissions ? node % states : node }

    func matrix(from position: Int, to next: Int) -> Int { Int(matrices[position * positions.count + next]) }

    init(
        states: Int, order: Int, sharesEmissions: Bool, vocabularySize: Int, positions: BarPositions, matrices: [Int32]
    ) {
        self.states = states
        self.order = order
        // In a first-order model nodes are states.
        self.sharesEmissions = sharesEmissions || order == 1
        self.vocabularySize = vocabularySize
        self.positions = positions
        self.matrices = matrices
        matrixCount = Int(matrices.max() ?? 0) + 1
    }

    /// The layout for sequences whose tokens have these positions.
    init(
        states: Int, order: Int, sharesEmissions: Bool, vocabularySize: Int, positions: BarPositions,
        of sequences: [[Int]]
    ) {
        let count = positions.count
        var matrices = [Int32](repeating: 0, count: count * count)
        if count > 1 {
            var isUsed = [Bool](repeating: false, count: count * count)
            for places in sequences {
                for (place, next) in zip(places, places.dropFirst()) { isUsed[place * count + next] = true }
            }
            var next: Int32 = 0
            for pair in matrices.indices where isUsed[pair] {
                next += 1
                matrices[pair] = next
            }
        }
        self.init(
            states: states, order: order, sharesEmissions: sharesEmissions, vocabularySize: vocabularySize,
            positions: positions, matrices: matrices)
    }
}
