public import MuseProtocols
public import MuseRecipe

extension Muse {
    /// Measures a recipe's training briefly, and estimates what several machines like this one would give.
    ///
    /// - Parameters:
    ///   - machines: numbers of machines.
    ///   - network: the assumed network; nil to measure that between the ranks of this run.
    ///   - seconds: the approximate time of the measurement for each number of machines.
    /// - Returns: the plan on rank 0, nil on the others.
    /// - Throws: `MuseError` if the generator is not trained by several processes together, or if there is no network
    ///   to measure; otherwise like `fit`.
    public func plan(
        _ recipe: Recipe, machines: [Int], network: NetworkSpeed?, seconds: Double, observer: RunObserver = .silent
    ) throws -> TrainingPlan? {
        let measured = network == nil ? NetworkSpeed.measured(communicator) : nil
        guard let speed = network ?? measured else {
            throw MuseError.use("there is no network to measure in one process; state its speed, or use mpirun")
        }
        guard communicator.isFirst else { return nil }
        let all = [1] + machines.filter { $0 > 1 }
        let communicators = all.map { size -> any Communicator in
            if size == 1 { return SingleProcess() }
            return Rehearsal(size: size)
        }
        guard let costs = try Fitting(context(recipe, observer)).costs(communicators, seconds: seconds) else {
            throw MuseError.use(
                "the generator of '\(recipe.name)' is not trained by several processes together: more machines make it no "
                    + "faster")
        }
        return TrainingPlan(
            network: speed, isNetworkMeasured: measured != nil,
            rows: zip(costs, all).map { TrainingPlan.Row($0, machines: $1, speed) })
    }
}
