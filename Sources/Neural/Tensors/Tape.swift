package import MuseProtocols

/// What was computed, in order, so that gradients can be worked out backwards. One thread's, with its memory, its
/// matrix products and its share of the parameters' gradients.
///
/// Ops are methods: each computes its result and, while the tape records, leaves behind how the gradient of the result
/// becomes those of its inputs. `backward` goes through them from the last to the first; what a step has kept for it is
/// released on the way.
package final class Tape {
    package let pool = Pool()
    let products: Products
    private let weights: Weights?
    /// What `backward` adds to.
    private let weightGradients: Weights?
    private var steps: [() -> Void] = []
    /// False while only values are wanted: nothing is kept then.
    package var isRecording: Bool
    /// Where the seeds of dropout's decisions come from, one an op.
    package var dropoutSource = RandomSource(seed: 0)

    /// - Parameters:
    ///   - weights: of all parameters; nil for ops that need none.
    ///   - gradients: of the same parameters; nil for a tape that never goes back.
    package init(weights: Weights?, gradients: Weights? = nil, precision: Precision = .f32) {
        self.weights = weights
        weightGradients = gradients
        products = Products(precision)
        isRecording = gradients != nil
    }

    /// A tensor of the tape's memory, not initialised.
    package func tensor(_ rows: Int, _ columns: Int) -> Tensor { Tensor(rows, columns, in: pool) }

    /// A tensor of given values.
    package func tensor(_ rows: Int, _ columns: Int, _ values: [Float]) -> Tensor {
        precondition(values.count == rows * columns, "\(values.count) values for \(rows) × \(columns)")
        let tensor = tensor(rows, columns)
        for i in values.indices { tensor.values[i] = values[i] }
        return tensor
    }

    /// Leaves behind how to go back over what was just computed.
    func record(_ step: @escaping () -> Void) { if isRecording { steps.append(step) } }

    /// Works out all gradients. The gradient of the result has to be in place: `crossEntropy` leaves it there.
    package func backward() {
        while let step = steps.popLast() { step() }
    }

    /// Gradients of `result` by everything before it, weighted: `seed` is the gradient of the loss by `result`.
    package func backward(from result: Tensor, _ seed: [Float]) {
        self.seed(result, seed)
        backward()
    }

    /// Leaves the gradient of a loss by a result in place, for `backward` to start from.
    package func seed(_ result: Tensor, _ seed: [Float]) {
        precondition(seed.count == result.count, "\(seed.count) weights for \(result.count) values")
        let (gradient, adds) = result.gradientTarget()
        for i in seed.indices { gradient[i] = (adds ? gradient[i] : 0) + seed[i] }
    }

    /// - Precondition: the tape has weights.
    func values(_ parameter: Parameter) -> UnsafePointer<Float> {
        guard let weights else { preconditionFailure("this tape was made without weights") }
        return UnsafePointer(weights.values + parameter.offset)
    }

    /// - Precondition: the tape has gradients.
    func gradient(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
        guard let weightGradients else { preconditionFailure("this tape was made without gradients") }
        return weightGradients.values + parameter.offset
    }
}
