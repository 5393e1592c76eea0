package import MuseProtocols

/// The probabilities of a hidden Markov model of tokens.
package struct HMMParameters: Sendable {
    let shape: HMMShape
    /// p(first node): `[W]`.
    package var initial: [Double]
    /// p(next state | node), a matrix for each pair of positions: `[W, N]`.
    package var transitions: [[Double]]
    /// p(token | node), a matrix for each position: `[V, E]`, E emission distributions.
    package var emissions: [[Double]]

    /// A model without positions.
    ///
    /// - Parameters:
    ///   - initial: `[W]`
    ///   - transitions: `[W, N]`
    ///   - emissions: `[V, E]`: column e is the distribution of node e, or of state e where nodes share emissions.
    package init(
        states: Int, order: Int = 1, sharesEmissions: Bool = true, vocabularySize: Int, initial: [Double],
        transitions: [Double], emissions: [Double]
    ) {
        self.init(
            HMMShape(
                states: states, order: order, sharesEmissions: sharesEmissions, vocabularySize: vocabularySize,
                positions: .single, matrices: [0]),
            initial: initial, transitions: [transitions], emissions: [emissions])
    }

    /// - Precondition: the sizes are those of the shape.
    init(_ shape: HMMShape, initial: [Double], transitions: [[Double]], emissions: [[Double]]) {
        precondition(initial.count == shape.width && transitions.count == shape.matrixCount)
        precondition(transitions.allSatisfy { $0.count == shape.width * shape.states })
        precondition(emissions.count == shape.positions.count)
        precondition(emissions.allSatisfy { $0.count == shape.vocabularySize * shape.emitters })
        self.shape = shape
        self.initial = initial
        self.transitions = transitions
        self.emissions = emissions
    }

    /// Random parameters. Each state emits a few tokens far more often than the others, because expectation
    /// maximisation is slow to tell similar states apart.
    ///
    /// - Parameter frequencies: how often each token occurs at each position: `[V]` each, positive.
    init(_ shape: HMMShape, frequencies: [[Double]], _ random: inout RandomSource) {
        initial = Self.normalised((0..<shape.width).map { _ in 0.5 + random.uniform() }, rows: 1)
        transitions = (0..<shape.matrixCount).map { _ in
            Self.normalised((0..<shape.width * shape.states).map { _ in 0.5 + random.uniform() }, rows: shape.width)
        }
        emissions = frequencies.map { frequencies in
            var matrix = [Double](repeating: 0, count: shape.vocabularySize * shape.emitters)
            for (token, frequency) in frequencies.enumerated() {
                for emitter in 0..<shape.emitters {
                    let uniform = random.uniform()
                    let square = uniform * uniform
                    matrix[token * shape.emitters + emitter] = frequency * (0.01 + square * square * square)
                }
            }
            return Self.columnsNormalised(matrix, columns: shape.emitters)
        }
        self.shape = shape
    }

    /// The parameters as they are stored: 32-bit floats.
    var rounded: HMMParameters {
        func rounded(_ values: [Double]) -> [Double] { values.map { Double(Float($0)) } }
        return HMMParameters(
            shape, initial: rounded(initial), transitions: transitions.map(rounded), emissions: emissions.map(rounded))
    }

    /// The trellis of a sequence.
    ///
    /// - Parameter positions: the position of each token.
    func trellis(_ tokens: [TokenID], _ positions: [Int]) -> Trellis {
        let (width, emitters) = (shape.width, shape.emitters)
        var rows = [Double](repeating: 0, count: tokens.count * width)
        rows.withUnsafeMutableBufferPointer { rows in
            for (t, token) in tokens.enumerated() {
                emissions[positions[t]].withUnsafeBufferPointer { matrix in
                    let first = Int(token) * emitters
                    for node in 0..<width { rows[t * width + node] = matrix[first + shape.emitter(of: node)] }
                }
            }
        }
        var matrices = [Int](repeating: 0, count: tokens.count)
        for t in tokens.indices.dropFirst() { matrices[t] = shape.matrix(from: positions[t - 1], to: positions[t]) }
        return Trellis(
            states: shape.states, order: shape.order, initial: initial, transitions: transitions, matrices: matrices,
            emissions: rows)
    }

    /// The trellis of a sequence under a model without positions.
    package func trellis(_ tokens: [TokenID]) -> Trellis {
        trellis(tokens, [Int](repeating: 0, count: tokens.count))
    }

    /// The rows of a matrix divided by their sums; uniform where the sum is 0.
    static func normalised(_ values: [Double], rows: Int) -> [Double] {
        var result = values
        let columns = values.count / rows
        for row in 0..<rows {
            var sum = 0.0
            for i in row * columns..<(row + 1) * columns { sum += values[i] }
            for i in row * columns..<(row + 1) * columns {
                result[i] = sum > 0 ? values[i] / sum : 1 / Double(columns)
            }
        }
        return result
    }

    /// The columns of a matrix divided by their sums; uniform where the sum is 0.
    static func columnsNormalised(_ values: [Double], columns: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        for (i, value) in values.enumerated() { sums[i % columns] += value }
        let rows = values.count / columns
        return values.indices.map { sums[$0 % columns] > 0 ? values[$0] / sums[$0 % columns] : 1 / Double(rows) }
    }
}
