import CKernels

/// One of the tables whose rows make up a tensor: `x[b] = table[ids[b]]`, or 0 for a negative id.
struct Lookup {
    enum Table {
        case parameter(Parameter)
        case tensor(Tensor)

        var rows: Int {
            switch self {
            case .parameter(let parameter): parameter.rows
            case .tensor(let tensor): tensor.rows
            }
        }
    }

    var table: Table
    var ids: [Int32]
}

extension Tensor {
    /// The tables of which the tensor is a sum of rows, if they have at most half as many rows as the first `count`
    /// rows of the tensor; otherwise nil.
    ///
    /// A product with the tensor then takes fewer operations if it is computed with the tables: `x[b] wᵀ = Σ (table
    /// wᵀ)[ids[b]]`.
    func lookups(rows count: Int) -> [Lookup]? {
        guard !lookups.isEmpty, 2 * lookups.reduce(0, { $0 + $1.table.rows }) <= count else { return nil }
        return lookups
    }
}

extension Tape {
    private func values(_ table: Lookup.Table) -> UnsafePointer<Float> {
        switch table {
        case .parameter(let parameter): values(parameter)
        case .tensor(let tensor): UnsafePointer(tensor.values)
        }
    }

    /// Computes `y[b] += Σ (table wᵀ)[ids[b]]` for the first `count` rows.
    func addProducts(of lookups: [Lookup], _ w: Parameter, to y: Tensor, _ count: Int) {
        for lookup in lookups {
            let rows = lookup.table.rows
            let product = tensor(rows, w.rows)
            products.multiply(
                .init(values: values(lookup.table), stride: w.columns),
                .init(values: values(w), stride: w.columns, isTransposed: true), m: rows, n: w.rows, k: w.columns,
                into: product.values, stride: w.rows)
            muse_gather(y.values, product.values, lookup.ids, count, w.rows, 1, 1)
        }
    }

    /// Adds the gradients of the tables and of `w`. With the sum of the gradients `dy` of each table row, `dw += dsumᵀ
    /// table` and `dtable += dsum w`.
    func addGradients(to lookups: [Lookup], _ dy: Tensor, _ w: Parameter, _ count: Int) {
        for lookup in lookups {
            let rows = lookup.table.rows
            let sums = tensor(rows, w.rows)
            sums.values.update(repeating: 0, count: sums.count)
            muse_scatter(sums.values, dy.values, lookup.ids, count, w.rows, 1)
            let dSums = MatrixProducts.Matrix(values: sums.values, stride: w.rows)
            products.multiply(
                dSums.transposed, .init(values: values(lookup.table), stride: w.columns), m: w.rows, n: w.columns,
                k: rows, into: gradient(w), stride: w.columns, addingTo: .target)
            let target: (values: UnsafeMutablePointer<Float>, adds: Bool) =
                switch lookup.table {
                case .parameter(let parameter): (gradient(parameter), true)
                case .tensor(let tensor): tensor.gradientTarget()
                }
            products.multiply(
                dSums, .init(values: values(w), stride: w.columns), m: rows, n: w.columns, k: w.rows,
                into: target.values, stride: w.columns, addingTo: target.adds ? .target : .nothing)
        }
    }
}
