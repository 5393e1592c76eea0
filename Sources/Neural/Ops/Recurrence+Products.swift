import CKernels

/// Operations shared by LSTM and GRU. Matrices are transposed: rows are features, columns are positions of a batch.
extension Tape {
    func transposed(_ x: Tensor, rows: Int, stride: Int) -> Tensor {
        let result = tensor(x.columns, stride)
        muse_transpose(result.values, stride, x.values, x.columns, rows, x.columns)
        return result
    }

    /// Returns the first `count` columns as rows, followed by rows of 0.
    func untransposed(_ x: Tensor, rows: Int, _ count: Int) -> Tensor {
        let result = tensor(rows, x.rows)
        muse_transpose(result.values, x.rows, x.values, x.columns, x.rows, count)
        (result.values + count * x.rows).update(repeating: 0, count: (rows - count) * x.rows)
        return result
    }

    /// Sets every column to the bias.
    func broadcast(_ bias: Parameter, over x: Tensor, _ count: Int) {
        let values = values(bias)
        for row in 0..<x.rows { (x.values + row * x.columns).update(repeating: values[row], count: count) }
    }

    /// Adds the sum of the columns to `target`.
    func sum(_ x: Tensor, into target: UnsafeMutablePointer<Float>, _ count: Int) {
        for row in 0..<x.rows {
            var sum: Float = 0
            for column in 0..<count { sum += x.values[row * x.columns + column] }
            target[row] += sum
        }
    }

    /// Computes `du += dgates h₋₁ᵀ` over all steps but the first.
    func addStateProduct(
        _ gates: Tensor, rows: Int, _ hidden: Tensor, into target: UnsafeMutablePointer<Float>, _ steps: TimeSteps
    ) {
        guard steps.batchSizes.count > 1 else { return }
        let stride = hidden.columns
        let (first, count) = (steps.starts[1], steps.count - steps.starts[1])
        // The previous state of each position, copied step by step because the batch size may fall between steps.
        let before = tensor(hidden.rows, stride)
        for (step, width) in steps.batchSizes.enumerated().dropFirst() {
            let (from, to) = (steps.starts[step - 1], steps.starts[step] - first)
            for row in 0..<hidden.rows {
                (before.values + row * stride + to).update(from: hidden.values + row * stride + from, count: width)
            }
        }
        products.multiply(
            .init(values: gates.values + first, stride: gates.columns),
            .init(values: before.values, stride: stride, isTransposed: true), m: rows, n: hidden.rows, k: count,
            into: target, stride: hidden.rows, adds: true)
    }

    /// Computes the gradients of the input and the weights from those of all gates.
    ///
    /// - Parameter stateRows: the number of leading rows of u that belong to `gates`; nil for all.
    func finishRecurrence(
        _ x: Tensor, input: Tensor, gates: Tensor, gateRows: Int, hidden: Tensor, w: Parameter, u: Parameter,
        b: Parameter, _ steps: TimeSteps, stateRows: Int? = nil
    ) {
        let (count, stride, inputs) = (steps.count, gates.columns, w.columns)
        sum(gates, into: gradient(b), count)
        products.multiply(
            .init(values: gates.values, stride: stride),
            .init(values: input.values, stride: stride, isTransposed: true), m: gateRows, n: inputs, k: count,
            into: gradient(w), stride: inputs, adds: true)
        addStateProduct(gates, rows: stateRows ?? gateRows, hidden, into: gradient(u), steps)
        let (dx, adds) = x.gradientTarget()
        if !adds, count < x.rows {
            (dx + count * inputs).update(repeating: 0, count: (x.rows - count) * inputs)
        }
        // dx[b] = Σ_gates dgates[·, b] w
        products.multiply(
            .init(values: gates.values, stride: stride, isTransposed: true), .init(values: values(w), stride: inputs),
            m: count, n: inputs, k: gateRows, into: dx, stride: inputs, adds: adds)
    }
}
