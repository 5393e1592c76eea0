package import MuseProtocols
package import MuseStorage

/// Everything that a training needs to go on: what a checkpoint holds. What is drawn at random depends on the seed and
/// the step alone, so no random state is part of it.
package final class TrainingState: @unchecked Sendable {
    package let weights: Weights
    let first: Weights
    let second: Weights
    /// The weights at the lowest validation loss.
    package let best: Weights
    /// Steps done.
    package private(set) var step = 0
    package private(set) var curve = LearningCurve()
    /// Of the training since the last point of the curve: sum of losses, and tokens.
    private var lossSum = 0.0
    private var lossTokens = 0
    /// Of all steps of this process.
    package private(set) var tokens = 0

    package init(_ weights: Weights) {
        self.weights = weights
        first = Weights(weights.layout)
        second = Weights(weights.layout)
        best = Weights(weights.layout)
        best.copy(from: weights)
    }

    package func finishStep() { step += 1 }

    /// A loss since the point before the last is not finite, so no weight can be trusted.
    package var hasDiverged: Bool {
        !lossSum.isFinite || curve.points.last.map { !$0.training.isFinite } ?? false
    }

    /// Counts the losses of a step's tokens, for the next point of the curve.
    package func count(losses: Double, tokens: Int) {
        lossSum += losses
        lossTokens += tokens
        self.tokens += tokens
    }

    /// Notes a point of the curve, and keeps the weights if they are the best so far.
    ///
    /// - Parameter candidates: what may be kept; nil for the weights themselves.
    package func look(validation: Double?, keeping candidates: Weights? = nil) {
        let isBest = validation.map { loss in curve.best.map { loss < ($0.validation ?? .infinity) } ?? true } ?? false
        curve.points.append(
            .init(step: step, training: lossSum / Double(max(1, lossTokens)), validation: validation))
        lossSum = 0
        lossTokens = 0
        if isBest { best.copy(from: candidates ?? weights) }
    }

    /// Whether the last looks were all worse than an earlier one.
    package func hasStoppedLearning(patience: Int) -> Bool {
        guard let best = curve.best else { return false }
        return curve.points.count { $0.step > best.step } >= patience
    }

    /// - Parameter facts: whatever has to be the same when the training goes on.
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

    /// Goes on from a checkpoint.
    ///
    /// - Throws: `StorageError` where it is not one of this model.
    package func restore(_ saved: SavedModel) throws {
        guard let step = saved.description["step"]?.intValue, let tokens = saved.description["loss_tokens"]?.intValue,
            let sum = saved.description["loss_sum"]?.numberValue, let curve = LearningCurve(saved.description["curve"])
        else { throw StorageError("this is no checkpoint") }
        let parts = [("", weights), ("adam.first.", first), ("adam.second.", second), ("best.", best)]
        // All or nothing: what cannot be read whole must not leave half of itself to start from.
        let read = try parts.map { prefix, _ in
            let read = Weights(weights.layout)
            try read.load(saved, prefix: prefix)
            return read
        }
        for ((_, own), read) in zip(parts, read) { own.copy(from: read) }
        self.step = step
        self.curve = curve
        lossSum = sum
        lossTokens = tokens
    }
}
