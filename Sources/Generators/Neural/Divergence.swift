import MuseNeural
import MuseProtocols

extension TrainingState {
    /// Stops a training that has diverged, before anything of it is saved.
    ///
    /// - Throws: `FitError`.
    func checkConvergence() throws {
        if hasDiverged {
            throw FitError(
                "training diverged: the loss is not finite after step \(step); a lower `training.learning_rate` or "
                    + "`training.clip` helps")
        }
    }
}

extension Weights {
    /// - Throws: `FitError` where a weight is not finite.
    func checkFinite() throws {
        if let parameter = nonFiniteParameter {
            throw FitError(
                "training diverged: the weights '\(parameter.name)' are not finite; a lower learning rate helps")
        }
    }
}
