import CKernels

/// What a network says of the next token where not every token may come: log-shares of those that may.
package struct Policy {
    /// `[B, V]`; -10 000 for what may not come.
    package let logShares: [Float]
    /// The logarithm of each row's sum of exponentials: a score is its log-share and this.
    package let totals: [Float]
    /// In nats, of each row.
    package let entropy: [Float]
    let columns: Int

    /// Of each row's target; 0 where there is none.
    package func logProbabilities(of targets: [Int32]) -> [Double] {
        targets.enumerated().map { row, target in target < 0 ? 0 : Double(logShares[row * columns + Int(target)]) }
    }

    /// The Kullback-Leibler divergence of each row from another policy's, in nats.
    package func divergence(from prior: Policy) -> [Float] {
        precondition(prior.logShares.count == logShares.count, "policies of different rows")
        var result = [Float](repeating: 0, count: entropy.count)
        muse_policy_divergence(&result, logShares, prior.logShares, entropy.count, columns)
        return result
    }
}

extension Tape {
    /// The softmax of each row over what is allowed.
    ///
    /// - Parameters:
    ///   - logits: `[B, ≥ V]`
    ///   - allowed: `[B, V]`, 0 or 1, at least one 1 a row
    package func policy(_ logits: Tensor, allowed: [UInt8]) -> Policy {
        let columns = allowed.count / logits.rows
        precondition(columns * logits.rows == allowed.count && columns <= logits.columns, "\(allowed.count) allowed")
        var shares = [Float](repeating: 0, count: allowed.count)
        var totals = [Float](repeating: 0, count: logits.rows)
        var entropy = totals
        muse_policy_rows(&shares, &totals, &entropy, logits.values, allowed, logits.rows, columns, logits.columns)
        return Policy(logShares: shares, totals: totals, entropy: entropy, columns: columns)
    }

    /// Leaves the gradient of a loss in the logits, for `backward` to start from:
    ///
    ///     loss = Σ_B weight · ln π(target) + leash · KL(π ‖ prior)
    ///     dlogits = weight (onehot(target) - π) + leash π (ln π - ln prior - KL)
    ///
    /// - Parameters:
    ///   - policy: of these logits
    ///   - targets: `[B]`; a negative one is no target, and its row has no gradient
    ///   - weights: `[B]`: of a token that should be likelier, below 0
    ///   - movesScores: the first term is `weight · logits[target]` instead, the score itself
    package func follow(
        _ policy: Policy, from prior: Policy, in logits: Tensor, _ targets: [Int32], weights: [Float], leash: Float,
        movesScores: Bool = false
    ) {
        precondition(targets.count == logits.rows && weights.count == logits.rows, "\(targets.count) targets")
        let (gradient, adds) = logits.gradientTarget()
        precondition(!adds, "these logits have a gradient already")
        muse_policy_gradient(
            gradient, logits.columns, policy.logShares, prior.logShares, policy.divergence(from: prior), targets,
            weights,
            movesScores ? 0 : 1, leash, logits.rows, policy.columns)
    }
}
