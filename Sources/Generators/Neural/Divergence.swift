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

extension Weights {
    /// Checks that all ranks have the same weights, so that they still train the same model.
    ///
    /// - Throws: `FitError`, on all ranks, if they differ.
    func checkEqual(on ranks: any Communicator) throws {
        guard ranks.isShared else { return }
        // FNV-1a over 32-bit words. A number of 48 bits is exact in floating point.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for i in 0..<layout.size { hash = (hash ^ UInt64(values[i].bitPattern)) &* 0x100_0000_01B3 }
        let hashes = ranks.gather(Int(hash >> 16))
        if let other = hashes.firstIndex(where: { $0 != hashes[0] }) {
            throw FitError(
                "the weights of process \(other) differ from those of process 0; use machines with the same processor, "
                    + "and the same version of muse and its libraries on all")
        }
    }
}
