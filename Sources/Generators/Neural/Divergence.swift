import MuseNeural
import MuseProtocols

extension TrainingState {
    /// Checks that training has not diverged, before anything is saved.
    ///
    /// - Throws: `FitError` if it has.
    func checkConvergence() throws {
        if hasDiverged {
            throw FitError(
                "training diverged: the loss is not finite after step \(step); lower `training.learning_rate` or "
                    + "`training.clip`")
        }
    }
}

extension Weights {
    /// Checks that all weights are finite.
    ///
    /// - Throws: `FitError` if one is not.
    func checkFinite() throws {
        if let parameter = nonFiniteParameter {
            throw FitError(
                "training diverged: the weights '\(parameter.name)' are not finite; lower `training.learning_rate`")
        }
    }
}
