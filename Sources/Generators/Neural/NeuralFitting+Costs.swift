import MuseNeural
import MuseProtocols

extension NeuralFitting {
    /// Measures this rank's share of a training step with each communicator. The training itself is not started.
    ///
    /// - Parameter seconds: the approximate time of each measurement.
    /// - Throws: as `fit`.
    func costs(
        _ corpus: TokenCorpus, _ communicators: [any Communicator], _ context: FitContext, seconds: Double
    ) throws -> [TrainingCost] {
        let sequences = try corpus.checkedTraining()
        let plan = try plan(corpus, sequences, context, decided: [:])
        return try communicators.map { communicator in
            var context = context
            context.communicator = communicator
            let state = TrainingState(try start(plan.network, context))
            let trainer = try trainer(plan.network, state, corpus, sequences, context, steps: .max)
            let time = StepTime(of: trainer, seconds: seconds, communicator)
            let overlap = trainer.reduction.map { ($0.seconds - $0.exposedSeconds) / Double(max(1, $0.steps)) }
            return TrainingCost(
                steps: plan.steps, tokens: training.batchTokens, threads: trainer.workerCount, seconds: time.update,
                gradientBytes: 4 * plan.network.layout.size, overlapSeconds: overlap ?? 0)
        }
    }
}
