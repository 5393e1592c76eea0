import CKernels

/// A step of a recurrence: the rows of its sequences, and those of the same sequences at the step before.
struct RecurrentStep {
    /// The first row, and the number of rows.
    var start, width: Int
    /// The first row of the step before; nil for the first step.
    var before: Int?
}

/// Operations shared by LSTM and GRU. Rows are positions in the order of the steps.
extension Tape {
    /// Computes the input's part of all gates, `x wᵀ + b`.
    func gateInputs(_ x: Tensor, _ w: Parameter, _ b: Parameter, _ count: Int) -> Tensor {
        precondition(x.columns == w.columns && x.rows >= count, "\(x.rows) × \(x.columns) for \(w.name) \(w.shape)")
        let gates = tensor(max(count, 1), w.rows)
        if let lookups = x.lookups(rows: count) {
            muse_fill_rows(gates.values, values(b), count, w.rows)
            addProducts(of: lookups, w, to: gates, count)
        } else {
            products.multiply(
                .init(values: x.values, stride: x.columns),
                .init(values: values(w), stride: w.columns, isTransposed: true), m: count, n: w.rows, k: w.columns,
                into: gates.values, stride: w.rows, addingTo: .bias(values(b)))
        }
        return gates
    }

    /// Adds the gradients of `x`, `w` and `b`, given those of all gates.
    func gateInputsBackward(_ x: Tensor, _ gates: Tensor, _ w: Parameter, _ b: Parameter, _ count: Int) {
        muse_sum_rows(gradient(b), gates.values, count, w.rows)
        if let lookups = x.lookups(rows: count) {
            addGradients(to: lookups, gates, w, count)
            return
        }
        let dGates = MatrixProducts.Matrix(values: gates.values, stride: w.rows)
        products.multiply(
            dGates.transposed, .init(values: x.values, stride: w.columns), m: w.rows, n: w.columns, k: count,
            into: gradient(w), stride: w.columns, addingTo: .target)
        let (dx, adds) = x.gradientTarget()
        if !adds { (dx + count * w.columns).update(repeating: 0, count: (x.rows - count) * w.columns) }
        products.multiply(
            dGates, .init(values: values(w), stride: w.columns), m: count, n: w.columns, k: w.rows, into: dx,
            stride: w.columns, addingTo: adds ? .target : .nothing)
    }

    /// Calls `body` for each step with a function that computes `h₋₁ uᵀ` for the step, or adds it; in the first step,
    /// the function does nothing.
    func forEachStep(
        _ steps: TimeSteps, from hidden: Tensor, with u: Parameter,
        _ body: (RecurrentStep, _ multiplyState: (_ target: UnsafeMutablePointer<Float>, _ adds: Bool) -> Void) -> Void
    ) {
        let features = u.columns
        let packed = products.pack(
            .init(values: values(u), stride: features, isTransposed: true), n: u.rows, k: features, in: pool)
        for step in steps.all {
            body(step) { target, adds in
                guard let before = step.before else { return }
                products.multiply(hidden.values + before * features, packed, m: step.width, into: target, adds: adds)
            }
        }
    }

    /// Calls `body` for each step, the last first, with a function that adds `dgates u` to the gradient of the previous
    /// hidden state.
    func forEachStepBackward(
        _ steps: TimeSteps, to dHidden: UnsafeMutablePointer<Float>, with u: Parameter,
        _ body: (RecurrentStep, _ multiplyGates: (UnsafePointer<Float>) -> Void) -> Void
    ) {
        let features = u.columns
        let packed = products.pack(.init(values: values(u), stride: features), n: features, k: u.rows, in: pool)
        for step in steps.all.reversed() {
            body(step) { gates in
                guard let before = step.before else { return }
                products.multiply(gates, packed, m: step.width, into: dHidden + before * features, adds: true)
            }
        }
    }

    /// Computes `du += dgatesᵀ h₋₁` over all steps but the first.
    func addStateProduct(
        _ gates: Tensor, _ hidden: Tensor, into target: UnsafeMutablePointer<Float>, _ steps: TimeSteps
    ) {
        guard steps.batchSizes.count > 1 else { return }
        let (features, first) = (hidden.columns, steps.starts[1])
        let count = steps.count - first
        // The previous state of each row. The rows are shifted by the same distance if no sequence ends early.
        let before = steps.batchSizes.first == steps.batchSizes.last ? hidden : tensor(count, features)
        if before !== hidden {
            for step in steps.all {
                guard let from = step.before else { continue }
                (before.values + (step.start - first) * features).update(
                    from: hidden.values + from * features, count: step.width * features)
            }
        }
        products.multiply(
            .init(values: gates.values + first * gates.columns, stride: gates.columns, isTransposed: true),
            .init(values: before.values, stride: features), m: gates.columns, n: features, k: count, into: target,
            stride: features, addingTo: .target)
    }
}

extension TimeSteps {
    var all: [RecurrentStep] {
        batchSizes.indices.map {
            RecurrentStep(start: starts[$0], width: batchSizes[$0], before: $0 > 0 ? starts[$0 - 1] : nil)
        }
    }
}
