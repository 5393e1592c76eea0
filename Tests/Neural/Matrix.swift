import MuseNeural
import MuseProtocols

/// The values of an input, a parameter or a result of an op.
struct Matrix: Sendable {
    var rows: Int
    var columns: Int
    var values: [Float]

    init(_ rows: Int, _ columns: Int, _ values: [Float]) {
        precondition(values.count == rows * columns)
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// Random values, uniform between -1.5 and 1.5, the same in every run.
    init(_ rows: Int, _ columns: Int, seed: UInt64) {
        var random = RandomSource(seed: seed)
        self.init(rows, columns, (0..<rows * columns).map { _ in Float(3 * random.uniform() - 1.5) })
    }
}

/// A function of matrices, composed of ops on a tape.
struct Trial {
    /// The arguments that are not parameters.
    var inputs: [Matrix]
    var parameters: [Matrix]
    var precision = Precision.f32
    var run: (Tape, _ inputs: [Tensor], _ parameters: [Parameter]) -> Tensor

    /// A result, and the gradients of its weighted sum.
    struct Gradients {
        var result: [Float]
        var inputs: [[Float]]
        var parameters: [[Float]]
    }

    /// - Parameter keepsRecord: whether the tape records; false for inference.
    func value(keepsRecord: Bool = false) -> [Float] {
        let (weights, own) = laidOut()
        let gradients = Weights(weights.layout)
        let tape = Tape(weights: weights, gradients: gradients, precision: precision)
        tape.isRecording = keepsRecord
        // The tape does not retain the weights.
        return withExtendedLifetime((weights, gradients)) {
            run(tape, inputs.map { tape.tensor($0.rows, $0.columns, $0.values) }, own).array
        }
    }

    /// - Parameter dy: a weight for each value of the result.
    func gradients(_ dy: [Float]) -> Gradients {
        let (weights, own) = laidOut()
        let gradients = Weights(weights.layout)
        let tape = Tape(weights: weights, gradients: gradients, precision: precision)
        return withExtendedLifetime((weights, gradients)) {
            let tensors = inputs.map { tape.tensor($0.rows, $0.columns, $0.values) }
            let result = run(tape, tensors, own)
            let values = result.array
            tape.backward(from: result, dy)
            return Gradients(
                result: values, inputs: tensors.map(\.gradientArray), parameters: own.map { gradients.array($0) })
        }
    }

    private func laidOut() -> (Weights, [Parameter]) {
        var layout = ParameterLayout()
        let own = parameters.enumerated().map { i, matrix in
            matrix.rows == 1
                ? layout.vector("p\(i)", matrix.columns, .zero)
                : layout.matrix("p\(i)", matrix.rows, matrix.columns, .zero)
        }
        let weights = Weights(layout)
        for (parameter, matrix) in zip(own, parameters) {
            for i in matrix.values.indices { weights[parameter][i] = matrix.values[i] }
        }
        return (weights, own)
    }
}

extension Weights {
    /// Copies a parameter's values while the weights are alive.
    func array(_ parameter: Parameter) -> [Float] { withExtendedLifetime(self) { Array(self[parameter]) } }
}
