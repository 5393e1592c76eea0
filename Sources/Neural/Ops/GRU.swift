import CKernels

extension Tape {
    /// Gated recurrent unit over whole sequences.
    ///
    ///     r, z = σ(w x + b + u h₋₁)   n = tanh(w x + b + r (u h₋₁ + d))   h = (1 - z) n + z h₋₁
    ///
    /// Gates are in PyTorch's order (reset, update, new). `b` is the sum of PyTorch's two biases, except for the
    /// recurrent bias of the new gate, which is `d`.
    ///
    /// - Parameters:
    ///   - x: `[B, I]`, rows in the order of `steps`
    ///   - w: `[3C, I]`, u: `[3C, C]`, b: `[3C]`, d: `[C]`
    /// - Returns: h, `[B, C]`; rows after the last step are 0
    ///
    /// Works on transposed matrices, like the LSTM. The recurrent part of the new gate is stored separately, because
    /// `r` multiplies it alone.
    ///
    /// Source: Cho et al., arXiv:1406.1078, in the form of cuDNN and PyTorch.
    package func gru(
        _ x: Tensor, _ w: Parameter, _ u: Parameter, _ b: Parameter, _ d: Parameter, _ steps: TimeSteps
    ) -> Tensor {
        let (inputs, features, count) = (w.columns, u.columns, steps.count)
        precondition(x.columns == inputs && x.rows >= count, "\(x.rows) × \(x.columns) for \(w.name) \(w.shape)")
        let stride = count | 16
        let input = transposed(x, rows: count, stride: stride)
        let gates = tensor(3 * features, stride)
        let recurrent = tensor(features, stride)
        let hidden = tensor(features, stride)
        broadcast(b, over: gates, count)
        broadcast(d, over: recurrent, count)
        products.multiply(
            .init(values: values(w), stride: inputs), .init(values: input.values, stride: stride), m: 3 * features,
            n: count, k: inputs, into: gates.values, stride: stride, adds: true)
        let uNew = values(u) + 2 * features * features
        for (step, width) in steps.batchSizes.enumerated() {
            let at = steps.starts[step]
            let before = step > 0 ? steps.starts[step - 1] : nil
            if let before {
                let state = MatrixProducts.Matrix(values: hidden.values + before, stride: stride)
                products.multiply(
                    .init(values: values(u), stride: features), state, m: 2 * features, n: width, k: features,
                    into: gates.values + at, stride: stride, adds: true)
                products.multiply(
                    .init(values: uNew, stride: features), state, m: features, n: width, k: features,
                    into: recurrent.values + at, stride: stride, adds: true)
            }
            muse_gru(
                gates.values + at, recurrent.values + at, hidden.values + at,
                before.map { UnsafePointer(hidden.values + $0) }, features, width, stride, stride)
        }
        let y = untransposed(hidden, rows: x.rows, count)
        record { [self] in
            let dHidden = tensor(features, stride)
            muse_transpose(dHidden.values, stride, y.finishedGradient(), features, count, features)
            let dBefore = tensor(features, steps.batchSizes.first ?? 1)
            for (step, width) in steps.batchSizes.enumerated().reversed() {
                let at = steps.starts[step]
                let before = step > 0 ? steps.starts[step - 1] : nil
                muse_gru_backward(
                    gates.values + at, recurrent.values + at, dBefore.values, dHidden.values + at,
                    before.map { UnsafePointer(hidden.values + $0) }, features, width, stride, stride, dBefore.columns)
                if let before {
                    for f in 0..<features {
                        muse_add(dHidden.values + f * stride + before, dBefore.values + f * dBefore.columns, width)
                    }
                    products.multiply(
                        .init(values: values(u), stride: features, isTransposed: true),
                        .init(values: gates.values + at, stride: stride), m: features, n: width, k: 2 * features,
                        into: dHidden.values + before, stride: stride, adds: true)
                    products.multiply(
                        .init(values: uNew, stride: features, isTransposed: true),
                        .init(values: recurrent.values + at, stride: stride), m: features, n: width, k: features,
                        into: dHidden.values + before, stride: stride, adds: true)
                }
            }
            sum(recurrent, into: gradient(d), count)
            // The rows of u for the new gate belong to `recurrent`, the others to `gates`.
            addStateProduct(recurrent, rows: features, hidden, into: gradient(u) + 2 * features * features, steps)
            finishRecurrence(
                x, input: input, gates: gates, gateRows: 3 * features, hidden: hidden, w: w, u: u, b: b, steps,
                stateRows: 2 * features)
            y.dropGradient()
        }
        return y
    }
}
