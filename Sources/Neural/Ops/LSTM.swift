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
    /// The products with `w` are one product over all steps. `u` is packed once for the products of all steps. The
    /// backward pass runs from the last step to the first with `dh += dgates u`, then computes each of `dw`, `du`, `db`
    /// and `dx` in one product over all steps.
    ///
    /// Source: Hochreiter and Schmidhuber, Neural Computation 9(8), 1997; with forget gates, Gers et al. 2000.
    package func lstm(_ x: Tensor, _ w: Parameter, _ u: Parameter, _ b: Parameter, _ steps: TimeSteps) -> Tensor {
        let (features, count) = (u.columns, steps.count)
        let gates = gateInputs(x, w, b, count)
        let width = gates.columns
        let cell = tensor(max(count, 1), features)
        let hidden = tensor(x.rows, features)
        forEachStep(steps, from: hidden, with: u) { step, multiplyState in
            multiplyState(gates.values + step.start * width, true)
            muse_lstm(
                gates.values + step.start * width, cell.values + step.start * features,
                hidden.values + step.start * features, step.before.map { UnsafePointer(cell.values + $0 * features) },
                features, step.width)
        }
        (hidden.values + count * features).update(repeating: 0, count: (x.rows - count) * features)
        record { [self] in
            // Gradients of later steps are added to those of the result.
            let dHidden = hidden.finishedGradient()
            let dCell = tensor(steps.batchSizes.first ?? 1, features)
            dCell.values.update(repeating: 0, count: dCell.count)
            forEachStepBackward(steps, to: dHidden, with: u) { step, multiplyGates in
                muse_lstm_backward(
                    gates.values + step.start * width, dCell.values, dHidden + step.start * features,
                    cell.values + step.start * features, step.before.map { UnsafePointer(cell.values + $0 * features) },
                    features, step.width)
                multiplyGates(gates.values + step.start * width)
            }
            addStateProduct(gates, hidden, into: gradient(u), steps)
            gateInputsBackward(x, gates, w, b, count)
            hidden.dropGradient()
        }
        return hidden
    }
}
