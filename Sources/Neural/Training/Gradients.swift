import CKernels

/// The tape of one training thread and the sum of its gradients.
final class Gradients {
    let tape: Tape
    let values: Weights

    init(_ weights: Weights, precision: Precision) {
        values = Weights(weights.layout)
        tape = Tape(weights: weights, gradients: values, precision: precision)
    }
}
