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
    /// Products are those of the LSTM. `u h₋₁` is stored separately from `w x`, because `r` multiplies its part of the
    /// new gate alone.
    ///
    /// Source: Cho et al., arXiv:1406.1078, in the form of cuDNN and PyTorch.
    package func gru(
        _ x: Tensor, _ w: Parameter, _ u: Parameter, _ b: Parameter, _ d: Parameter, _ steps: TimeSteps
    ) -> Tensor {
        let (features, count) = (u.columns, steps.count)
        let gates = gateInputs(x, w, b, count)
        let width = gates.columns
        let state = tensor(gates.rows, width)
        let hidden = tensor(x.rows, features)
        forEachStep(steps, from: hidden, with: u) { step, multiplyState in
            multiplyState(state.values + step.start * width, false)
            muse_gru(
                gates.values + step.start * width, state.values + step.start * width, values(d),
                hidden.values + step.start * features,
                step.before.map { UnsafePointer(hidden.values + $0 * features) }, features, step.width)
        }
        (hidden.values + count * features).update(repeating: 0, count: (x.rows - count) * features)
        record { [self] in
            // Gradients of later steps are added to those of the result.
            let dHidden = hidden.finishedGradient()
            forEachStepBackward(steps, to: dHidden, with: u) { step, multiplyGates in
                muse_gru_backward(
                    gates.values + step.start * width, state.values + step.start * width,
                    step.before.map { dHidden + $0 * features }, dHidden + step.start * features,
                    step.before.map { UnsafePointer(hidden.values + $0 * features) }, features, step.width)
                multiplyGates(state.values + step.start * width)
            }
            let dState = gradient(d)
            for row in 0..<count { muse_add(dState, state.values + row * width + 2 * features, features) }
            addStateProduct(state, hidden, into: gradient(u), steps)
            gateInputsBackward(x, gates, w, b, count)
            hidden.dropGradient()
        }
        return hidden
    }
}
