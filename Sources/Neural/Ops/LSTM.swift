import CKernels

extension Tape {
    /// Long short-term memory over whole sequences.
    ///
    ///     i, f, o = σ(…)   g = tanh(…)   with (…) = w x + b + u h₋₁, one row of w and u per feature of each gate
    ///     c = f c₋₁ + i g   h = o tanh(c)
    ///
    /// Gates are in PyTorch's order (input, forget, cell, output). `b` is the sum of PyTorch's two biases.
    ///
    /// - Parameters:
    ///   - x: `[B, I]`, rows in the order of `steps`
    ///   - w: `[4C, I]`, u: `[4C, C]`, b: `[4C]`
    /// - Returns: h, `[B, C]`; rows after the last step are 0
    ///
    /// Works on transposed matrices: rows are features, columns are sequences. A step's product then has many rows and
    /// few columns, which is twice as fast as the reverse. The backward pass runs from the last step to the first with
    /// `dh += uᵀ dgates`, then computes each of `dw`, `du`, `db` and `dx` in one product over all steps.
    ///
    /// Source: Hochreiter and Schmidhuber, Neural Computation 9(8), 1997; with forget gates, Gers et al. 2000.
    package func lstm(_ x: Tensor, _ w: Parameter, _ u: Parameter, _ b: Parameter, _ steps: TimeSteps) -> Tensor {
        let (inputs, features, count) = (w.columns, u.columns, steps.count)
        precondition(x.columns == inputs && x.rows >= count, "\(x.rows) × \(x.columns) for \(w.name) \(w.shape)")
        // With a stride that is a power of 2, all features of a step would fall into the same cache set.
        let stride = count | 16
        let input = transposed(x, rows: count, stride: stride)
        let gates = tensor(4 * features, stride)
        let cell = tensor(features, stride)
        let hidden = tensor(features, stride)
        broadcast(b, over: gates, count)
        products.multiply(
            .init(values: values(w), stride: inputs), .init(values: input.values, stride: stride), m: 4 * features,
            n: count, k: inputs, into: gates.values, stride: stride, adds: true)
        for (step, width) in steps.batchSizes.enumerated() {
            let at = steps.starts[step]
            let before = step > 0 ? steps.starts[step - 1] : nil
            if let before {
                products.multiply(
                    .init(values: values(u), stride: features), .init(values: hidden.values + before, stride: stride),
                    m: 4 * features, n: width, k: features, into: gates.values + at, stride: stride, adds: true)
            }
            muse_lstm(
                gates.values + at, cell.values + at, hidden.values + at, before.map { UnsafePointer(cell.values + $0) },
                features, width, stride)
        }
        let y = untransposed(hidden, rows: x.rows, count)
        record { [self] in
            let dHidden = tensor(features, stride)
            muse_transpose(dHidden.values, stride, y.finishedGradient(), features, count, features)
            let dCell = tensor(features, steps.batchSizes.first ?? 1)
            dCell.values.update(repeating: 0, count: dCell.count)
            for (step, width) in steps.batchSizes.enumerated().reversed() {
                let at = steps.starts[step]
                let before = step > 0 ? steps.starts[step - 1] : nil
                muse_lstm_backward(
                    gates.values + at, dCell.values, dHidden.values + at, cell.values + at,
                    before.map { UnsafePointer(cell.values + $0) }, features, width, stride, dCell.columns)
                if let before {
                    products.multiply(
                        .init(values: values(u), stride: features, isTransposed: true),
                        .init(values: gates.values + at, stride: stride), m: features, n: width, k: 4 * features,
                        into: dHidden.values + before, stride: stride, adds: true)
                }
            }
            finishRecurrence(
                x, input: input, gates: gates, gateRows: 4 * features, hidden: hidden, w: w, u: u, b: b, steps)
            y.dropGradient()
        }
        return y
    }
}
