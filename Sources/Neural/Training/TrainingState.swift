package import MuseProtocols
package import MuseStorage

/// The state of a training run, as stored in a checkpoint. Random decisions depend only on the seed and the step, so no
/// random state is stored.
package final class TrainingState: @unchecked Sendable {
    package let weights: Weights
    /// The optimizer state; see `OptimizerStep`.
    let first: Weights
    let second: Weights
    /// The weights with the lowest validation loss.
    package let best: Weights
    /// The number of completed steps.
    package private(set) var step = 0
    package private(set) var curve = LearningCurve()
    /// The sum of the training loss since the last point of the learning curve, and the number of its tokens.
    private var lossSum = 0.0
    private var lossTokens = 0
    /// The number of tokens of all steps in this process.
    package private(set) var tokens = 0

    package init(_ weights: Weights) {
        self.weights = weights
        first = Weights(weights.layout)
        second = Weights(weights.layout)
        best = Weights(weights.layout)
        best.copy(from: weights)
    }

    package func finishStep() { step += 1 }

    /// Whether a loss since the second-to-last point of the learning curve is not finite, so that the weights are
    /// unusable.
    package var hasDiverged: Bool {
        !lossSum.isFinite || curve.points.last.map { !$0.training.isFinite } ?? false
    }

    /// Adds the losses of a step to the next point of the learning curve.
    package func count(losses: Double, tokens: Int) {
        lossSum += losses
        lossTokens += tokens
        self.tokens += tokens
    }

    /// Adds a point to the learning curve, and stores the weights as `best` if their validation loss is the lowest so
    /// far.
    ///
    /// - Parameter candidates: the weights to store; nil for the current ones.
    package func recordValidation(_ loss: Double?, keeping candidates: Weights? = nil) {
        let isBest = loss.map { loss in curve.best.map { loss < ($0.validation ?? .infinity) } ?? true } ?? false
        curve.points.append(
            .init(step: step, training: lossSum / Double(max(1, lossTokens)), validation: loss))
        lossSum = 0
        lossTokens = 0
        if isBest { best.copy(from: candidates ?? weights) }
    }

    /// Whether at least `patience` validations have followed the best one.
    package func shouldStopEarly(patience: Int) -> Bool {
        guard let best = curve.best else { return false }
        return curve.points.count { $0.step > best.step } >= patience
    }

    /// Returns a checkpoint.
    ///
    /// - Parameter facts: further values to store, which must be the same when training resumes.
    package func checkpoint(_ facts: [String: JSON] = [:]) -> SavedModel {
        let description: [String: JSON] = [
            "step": .int(step), "curve": curve.json, "loss_sum": .double(lossSum), "loss_tokens": .int(lossTokens),
            "facts": .object(facts),
        ]
        return SavedModel(
            description: description,
            tensors: weights.tensors() + first.tensors(prefix: "adam.first.") + second.tensors(prefix: "adam.second.")
                + best.tensors(prefix: "best."))
    }

    /// Resumes from a checkpoint.
    ///
    /// - Throws: `StorageError` if the checkpoint is not of this model.
    package func restore(_ saved: SavedModel) throws {
        guard let step = saved.description["step"]?.intValue, let tokens = saved.description["loss_tokens"]?.intValue,
            let sum = saved.description["loss_sum"]?.numberValue, let curve = LearningCurve(saved.description["curve"])
        else { throw StorageError("not a training checkpoint") }
        let parts = [("", weights), ("adam.first.", first), ("adam.second.", second), ("best.", best)]
        // Read everything before changing anything: an unreadable checkpoint must not leave a partial state.
        let read = try parts.map { prefix, _ in
            let read = Weights(weights.layout)
            try read.load(saved, prefix: prefix)
            return read
        }
        for ((_, target), read) in zip(parts, read) { target.copy(from: read) }
        self.step = step
        self.curve = curve
        lossSum = sum
        lossTokens = tokens
    }
}
