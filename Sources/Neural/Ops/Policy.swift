import CKernels

/// A network's distribution of the next token, restricted to the allowed tokens.
package struct Policy {
    /// The log-probabilities, `[B, V]`; -10 000 for tokens that are not allowed.
    package let logSoftmax: [Float]
    /// The log-sum-exp of each row's allowed logits: a logit is its log-probability plus this.
    package let logSumExp: [Float]
    /// The entropy of each row, in nats.
    package let entropy: [Float]
    let columns: Int

    /// Returns the log-probability of each row's target; 0 for rows without a target.
    package func logProbabilities(of targets: [Int32]) -> [Double] {
        targets.enumerated().map { row, target in target < 0 ? 0 : Double(logSoftmax[row * columns + Int(target)]) }
    }

    /// Returns the KL divergence of each row from another policy, in nats.
    package func divergence(from prior: Policy) -> [Float] {
        precondition(prior.logSoftmax.count == logSoftmax.count, "policies with different numbers of rows")
        var result = [Float](repeating: 0, count: entropy.count)
        muse_policy_divergence(&result, logSoftmax, prior.logSoftmax, entropy.count, columns)
        return result
    }
}

extension Tape {
    /// Returns the softmax of each row over the allowed tokens.
    ///
    /// - Parameters:
    ///   - logits: `[B, ≥ V]`
    ///   - allowed: `[B, V]`, 0 or 1, with at least one 1 in each row
    package func policy(_ logits: Tensor, allowed: [UInt8]) -> Policy {
        let columns = allowed.count / logits.rows
        precondition(columns * logits.rows == allowed.count && columns <= logits.columns, "\(allowed.count) allowed")
        var logSoftmax = [Float](repeating: 0, count: allowed.count)
        var logSumExp = [Float](repeating: 0, count: logits.rows)
        var entropy = logSumExp
        muse_policy_rows(
            &logSoftmax, &logSumExp, &entropy, logits.values, allowed, logits.rows, columns, logits.columns)
        return Policy(logSoftmax: logSoftmax, logSumExp: logSumExp, entropy: entropy, columns: columns)
    }

    /// Sets the policy gradient of the logits, from which `backward` starts:
    ///
    ///     loss = Σ_B weight · ln π(target) + klWeight · KL(π ‖ prior)
    ///     dlogits = weight (onehot(target) - π) + klWeight π (ln π - ln prior - KL)
    ///
    /// - Parameters:
    ///   - policy: the policy of these logits
    ///   - targets: `[B]`; rows with a negative target have no gradient
    ///   - weights: `[B]`, negative for a token whose probability should rise
    ///   - movesScores: uses `weight · logits[target]` as the first term instead
    package func setPolicyGradient(
        _ policy: Policy, from prior: Policy, in logits: Tensor, _ targets: [Int32], weights: [Float], klWeight: Float,
        movesScores: Bool = false
    ) {
        precondition(targets.count == logits.rows && weights.count == logits.rows, "\(targets.count) targets")
        let (gradient, adds) = logits.gradientTarget()
        precondition(!adds, "the logits already have a gradient")
        muse_policy_gradient(
            gradient, logits.columns, policy.logSoftmax, prior.logSoftmax, policy.divergence(from: prior), targets,
            weights,
            movesScores ? 0 : 1, klWeight, logits.rows, policy.columns)
    }
}
