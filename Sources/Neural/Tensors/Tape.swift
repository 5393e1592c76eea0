package import MuseProtocols

/// Records the operations of a forward pass for reverse-mode differentiation.
///
/// Ops are methods. Each computes its result and, while the tape records, appends a closure that propagates the
/// gradient of the result to its inputs. `backward` runs the closures in reverse order and releases what they captured.
///
/// A tape belongs to one thread and has its own memory pool, matrix products and parameter gradients.
package final class Tape {
    package let pool = Pool()
    let products: MatrixProducts
    private let weights: Weights?
    /// Receives the gradients of the parameters.
    private let weightGradients: Weights?
    private var steps: [() -> Void] = []
    /// Whether ops are recorded for a backward pass; false for inference.
    package var isRecording: Bool
    /// The parameters whose gradients are not needed, which ops may then leave out.
    package var frozenParameters: Set<Parameter> = []
    /// Seeds the dropout masks, with one seed per op.
    package var dropoutSource = RandomSource(seed: 0)
    /// Called during `backward` when more gradients are final: those of all parameters from this offset on. Set before
    /// the forward pass.
    package var onFinalGradients: ((_ offset: Int) -> Void)? { didSet { uses = ParameterUses() } }
    /// Where parameters are used; only kept if `onFinalGradients` is set.
    private var uses = ParameterUses()

    /// - Parameters:
    ///   - weights: the values of all parameters; nil if no op needs any.
    ///   - gradients: receives the gradients of all parameters; nil for a tape without a backward pass.
    package init(weights: Weights?, gradients: Weights? = nil, precision: Precision = .f32) {
        self.weights = weights
        weightGradients = gradients
        products = MatrixProducts(precision)
        isRecording = gradients != nil
    }

    /// Returns an uninitialised tensor from the tape's pool.
    package func tensor(_ rows: Int, _ columns: Int) -> Tensor { Tensor(rows, columns, in: pool) }

    /// Returns a tensor with the given values.
    package func tensor(_ rows: Int, _ columns: Int, _ values: [Float]) -> Tensor {
        precondition(values.count == rows * columns, "\(values.count) values for \(rows) × \(columns)")
        let tensor = tensor(rows, columns)
        for i in values.indices { tensor.values[i] = values[i] }
        return tensor
    }

    func isTrained(_ parameter: Parameter) -> Bool {
        frozenParameters.isEmpty || !frozenParameters.contains(parameter)
    }

    /// Appends the backward closure of the op that was just computed.
    func record(_ step: @escaping () -> Void) { if isRecording { steps.append(step) } }

    /// Computes all gradients.
    ///
    /// - Precondition: the gradient of the loss has been set, for example by `crossEntropy`.
    package func backward() {
        guard let onFinalGradients else {
            while let step = steps.popLast() { step() }
            return
        }
        uses.endForwardPass()
        while let step = steps.popLast() {
            uses.op = steps.count
            step()
            if let offset = uses.finalOffset() { onFinalGradients(offset) }
        }
    }

    /// Computes the gradients of everything that `result` depends on.
    ///
    /// - Parameter seed: the gradient of the loss with respect to `result`.
    package func backward(from result: Tensor, _ seed: [Float]) {
        self.seed(result, seed)
        backward()
    }

    /// Sets the gradient of the loss with respect to a result, from which `backward` starts.
    package func seed(_ result: Tensor, _ seed: [Float]) {
        precondition(seed.count == result.count, "\(seed.count) seeds for \(result.count) values")
        let (gradient, adds) = result.gradientTarget()
        for i in seed.indices { gradient[i] = (adds ? gradient[i] : 0) + seed[i] }
    }

    /// - Precondition: the tape has weights.
    func values(_ parameter: Parameter) -> UnsafePointer<Float> {
        guard let weights else { preconditionFailure("this tape has no weights") }
        if onFinalGradients != nil { uses.read(parameter, op: steps.count) }
        return UnsafePointer(weights.values + parameter.offset)
    }

    /// - Precondition: the tape has gradients.
    func gradient(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
        guard let weightGradients else { preconditionFailure("this tape has no gradients") }
        if onFinalGradients != nil { uses.write(parameter) }
        return weightGradients.values + parameter.offset
    }
}
