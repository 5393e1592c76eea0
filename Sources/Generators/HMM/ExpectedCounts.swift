import MuseProtocols

/// The expected numbers of first nodes, transitions and emissions in sequences under a model: the expectation step of
/// the Baum-Welch algorithm.
struct ExpectedCounts {
    private let shape: HMMShape
    private var initial: [Double]
    /// Without the factor of the transition matrix, which is applied once at the end.
    private var transitions: [[Double]]
    private var emissions: [[Double]]
    /// ln p(sequences).
    private(set) var logLikelihood = 0.0

    init(_ shape: HMMShape) {
        self.shape = shape
        initial = [Double](repeating: 0, count: shape.width)
        transitions = [[Double]](
            repeating: [Double](repeating: 0, count: shape.width * shape.states), count: shape.matrixCount)
        emissions = [[Double]](
            repeating: [Double](repeating: 0, count: shape.vocabularySize * shape.emitters),
            count: shape.positions.count)
    }

    /// Adds the expected counts of a sequence.
    mutating func add(_ tokens: [TokenID], _ positions: [Int], under model: HMMParameters) {
        let trellis = model.trellis(tokens, positions)
        let forward = trellis.forward()
        logLikelihood += forward.logLikelihood
        let shape = shape
        trellis.backward(
            forward,
            onState: { t, gamma in
                emissions[positions[t]].withUnsafeMutableBufferPointer { counts in
                    let first = Int(tokens[t]) * shape.emitters
                    for node in gamma.indices { counts[first + shape.emitter(of: node)] += gamma[node] }
                }
                if t == 0 { for node in gamma.indices { initial[node] += gamma[node] } }
            },
            onTransition: { t, alphas, arriving in
                transitions[trellis.matrices[t]].withUnsafeMutableBufferPointer { counts in
                    for node in alphas.indices {
                        let (alpha, next, row) = (alphas[node], trellis.successors(of: node), node * shape.states)
                        for state in 0..<shape.states { counts[row + state] += alpha * arriving[next + state] }
                    }
                }
            })
    }

    mutating func add(_ other: ExpectedCounts) {
        func sum(_ a: inout [Double], _ b: [Double]) { for i in a.indices { a[i] += b[i] } }
        sum(&initial, other.initial)
        for i in transitions.indices { sum(&transitions[i], other.transitions[i]) }
        for i in emissions.indices { sum(&emissions[i], other.emissions[i]) }
        logLikelihood += other.logLikelihood
    }

    /// The parameters with the greatest posterior density: the maximisation step.
    ///
    /// - Parameters:
    ///   - model: the model of the counts.
    ///   - smoothing: the pseudocount of each distribution.
    ///   - frequencies: how the pseudocount of an emission is divided between the tokens at each position: `[V]` each.
    func maximised(under model: HMMParameters, smoothing: Double, frequencies: [[Double]]) -> HMMParameters {
        let share = smoothing / Double(shape.states)
        let transitions = zip(self.transitions, model.transitions).map { counts, matrix in
            HMMParameters.normalised(
                zip(counts, matrix).map { $0 * $1 + share }, rows: shape.width)
        }
        let emissions = zip(self.emissions, frequencies).map { counts, frequencies in
            HMMParameters.columnsNormalised(
                counts.indices.map { counts[$0] + smoothing * frequencies[$0 / shape.emitters] },
                columns: shape.emitters)
        }
        return HMMParameters(
            shape, initial: HMMParameters.normalised(initial.map { $0 + smoothing / Double(shape.width) }, rows: 1),
            transitions: transitions, emissions: emissions)
    }
}
