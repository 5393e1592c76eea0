import MuseNeural
import MuseProtocols
import MuseStorage

/// Fits a network to a corpus, starting or resuming from a checkpoint, and returns the best weights.
///
/// With several ranks, all train, and rank 0 saves the checkpoints. These do not depend on the number of ranks.
struct NeuralFitting<N: TrainableNetwork> {
    /// The result of a fit.
    struct Result {
        let network: N
        let weights: Weights
        let decisions: [String: Int]
        let curve: LearningCurve
    }

    /// Makes a network of a given size for the corpus.
    let network: (NetworkSize) -> N
    let size: SizeChoice
    let training: TrainingGroup
    let precision: PrecisionSettings

    /// Trains the network.
    ///
    /// - Throws: `CancellationError` after saving a checkpoint, on all ranks if one is cancelled; `FitError` if the
    ///   corpus has no tokens or tokens outside its vocabulary, if training diverges, or if the weights of the ranks
    ///   differ; `FileError`.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> Result {
        let sequences = try corpus.checkedTraining()
        let saved = savedState(context)
        let plan = try plan(corpus, sequences, context, decided: saved?.decisionsSoFar ?? [:])
        let state = TrainingState(try start(plan.network, context))
        if let saved, (try? state.restore(saved)) != nil {
            if state.step > 0 { context.say("training: resumes after step \(state.step)") }
        } else if !plan.decisions.isEmpty, context.communicator.isFirst {
            try save(state, plan.decisions, context)
        }

        let trainer = try trainer(plan.network, state, corpus, sequences, context, steps: plan.steps)
        var report = TrainingReport(steps: plan.steps, context)
        report.show(state)
        let clock = ContinuousClock()
        var lastSave = clock.now
        var saveInterval = Duration.seconds(1)
        let ranks = context.communicator
        var pointCount = state.curve.points.count
        try trainer.run { state in
            try state.checkConvergence()
            if state.curve.points.count > pointCount {
                pointCount = state.curve.points.count
                try state.weights.checkEqual(on: ranks)
            }
            report.show(state)
            let isCancelled = ranks.any(context.isCancelled())
            let now = clock.now
            if ranks.isFirst, isCancelled || now - lastSave > saveInterval {
                try save(state, plan.decisions, context)
                lastSave = clock.now
                // Saving takes at most 5 % of the time.
                saveInterval = max(.seconds(1), (lastSave - now) * 20)
            }
            if isCancelled {
                // The first rank to end would end the others, and rank 0 may still be saving.
                _ = ranks.all(true)
                throw CancellationError()
            }
            return true
        }
        if let figures = trainer.reduction, figures.steps > 0 {
            context.say(figures.summary(ranks: ranks.size, threads: trainer.workerCount))
        }
        report.warnOfOverfitting(state.curve)
        try trainer.result.checkFinite()
        // Halves the file size; the increase in loss is within noise.
        trainer.result.roundToBF16()
        return Result(
            network: plan.network, weights: trainer.result, decisions: plan.decisions, curve: state.curve)
    }

    /// Returns the initial weights: random, or those of a pretrained model.
    ///
    /// - Throws: `StorageError` if the pretrained weights do not match the network.
    func start(_ network: N, _ context: FitContext) throws -> Weights {
        let start = Weights(network.layout, initialisedFrom: context.random)
        if let pretrained = context.pretrained { try network.load(pretrained, into: start) }
        return start
    }

    func trainer(
        _ network: N, _ state: TrainingState, _ corpus: TokenCorpus, _ sequences: TokenSequences, _ context: FitContext,
        steps: Int
    ) throws -> Trainer<N> {
        // A recurrent network has no limit, but backpropagation through time keeps all steps in memory.
        let maxLength = network.longestSequence ?? 1024
        let maker = ExampleMaker(
            specialTokens: SpecialTokens(vocabularySize: corpus.vocabularySize), reading: corpus.reading,
            usesClock: network.usesClock, conditionDropout: training.conditionDropout, infilling: training.infilling,
            maxLength: maxLength)
        return try Trainer(
            network, state,
            training.settings(
                steps: steps, precision: precision.effective, roundsStochastically: precision.roundsStochastically,
                threads: context.communicator.threads),
            training: SequencePieces(sequences, maxLength: maxLength),
            validation: SequencePieces(TokenSequences(corpus.validation), maxLength: maxLength).all,
            random: context.random.stream("training"), communicator: context.communicator,
            example: { maker.example($0, random: $1) })
    }

    /// Returns the state of an interrupted fit; nil if there is none.
    private func savedState(_ context: FitContext) -> SavedModel? {
        guard let saved = context.checkpoints.load() else { return nil }
        // A checkpoint with other decisions belongs to another fit.
        let decisions = saved.decisionsSoFar
        return context.decisions.allSatisfy { decisions[$0.key] == $0.value } ? saved : nil
    }

    private func save(_ state: TrainingState, _ decisions: [String: Int], _ context: FitContext) throws {
        try context.checkpoints.save(state.checkpoint(decisions.mapValues { .int($0) }))
    }
}

extension NeuralFitting where N: DecodableNetwork {
    func model(
        _ corpus: TokenCorpus, _ context: FitContext, _ decoding: DecodingPrecision
    ) throws -> NeuralModel<N> {
        let result = try fit(corpus, context)
        return NeuralModel(
            result.network, result.weights, reading: corpus.reading, decisions: result.decisions,
            isTrainedUnconditionally: training.conditionDropout > 0, isTrainedToFill: training.infilling > 0,
            curve: result.curve, decoding: decoding)
    }
}
