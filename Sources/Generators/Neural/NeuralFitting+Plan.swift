import MuseNeural
import MuseProtocols

extension NeuralFitting {
    /// The network and the number of steps of a fit.
    struct Plan {
        let network: N
        let steps: Int
        /// The choices made by measuring.
        let decisions: [String: Int]
    }

    /// Returns the size and steps from the recipe, an earlier fit or an unfinished one. The rest is chosen for the time
    /// budget by measuring.
    func plan(
        _ corpus: TokenCorpus, _ sequences: TokenSequences, _ context: FitContext, decided: [String: Int]
    ) throws -> Plan {
        let earlier = decided.merging(context.pretrained?.decisions.filter { $0.key != "steps" } ?? [:]) { old, _ in old
        }
        .merging(context.decisions) { $1 }
        func measured(_ network: N, seconds: Double) throws -> StepTime {
            let state = TrainingState(try start(network, context))
            return try StepTime(
                of: trainer(network, state, corpus, sequences, context, steps: .max), seconds: seconds,
                context.communicator)
        }
        precision.reportFallback(context)
        if let warning = training.warning { context.say(warning) }
        guard let budget = training.time?.seconds else {
            let network = self.network(self.size.resolved(earlier) ?? self.size.standardSize)
            return Plan(network: network, steps: training.steps ?? 1, decisions: [:])
        }
        let clock = ContinuousClock()
        let begin = clock.now
        let size =
            try self.size.resolved(earlier)
            ?? self.size.choose(
                seconds: budget, weights: { self.network($0).layout.count },
                speed: {
                    Double(training.batchTokens) / (try measured(self.network($0), seconds: min(5, budget / 40))).update
                })
        var decisions = self.size.decisions(size)
        let network = self.network(size)
        if let steps = earlier["steps"] {
            decisions["steps"] = steps
            return Plan(network: network, steps: steps, decisions: decisions)
        }
        let step = try measured(network, seconds: min(10, budget / 20))
        let measuring = context.communicator.first([StepTime.seconds(clock.now - begin)])[0]
        // Leaves 5 % for everything around the steps.
        let affordable = max(
            1, Int((0.95 * budget - measuring) / (step.update + step.validation / Double(training.validationInterval))))
        let steps = min(affordable, training.steps ?? .max)
        decisions["steps"] = steps
        context.say(
            "training: \(size.layers) layers of \(size.channels) channels, \(network.layout.count) weights; \(steps) steps "
                + "of \(training.batchTokens) tokens, \(step.update.thousandths) s each, in "
                + "\(TimeBudget(seconds: budget).settingText)")
        return Plan(network: network, steps: steps, decisions: decisions)
    }
}
