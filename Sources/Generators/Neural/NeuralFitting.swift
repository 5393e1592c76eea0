import MuseNeural
import MuseProtocols

/// Fits a network to a corpus: start or checkpoint, training, the best weights.
struct NeuralFitting<N: Network> {
    let network: N
    let training: TrainingGroup
    let precision: Precision
    let roundsStochastically: Bool
    /// Longer sequences are learned from in pieces of this many tokens.
    let longestSequence: Int

    /// - Throws: `CancellationError`, having left a checkpoint; `FitError` for a corpus without tokens or with tokens outside its vocabulary; `FileError`.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> (weights: Weights, curve: LearningCurve) {
        let sequences = pieces(try corpus.checkedTraining())
        let state = TrainingState(Weights(network.layout, initialisedFrom: context.random))
        let steps = training.steps ?? 1000
        resume(state, context)
        let settings = training.settings(
            steps: steps, precision: usedPrecision(context), roundsStochastically: roundsStochastically,
            threads: Thread.processorCount)
        let trainer = try Trainer(
            network, state, settings, training: sequences, validation: pieces(corpus.validation),
            startToken: TokenID(corpus.vocabularySize), random: context.random.stream("training"))
        let clock = ContinuousClock()
        var saved = clock.now
        try trainer.run { state in
            report(state, steps, context)
            if context.isCancelled() {
                try context.checkpoints.save(state.checkpoint())
                throw CancellationError()
            }
            if clock.now - saved > .seconds(20) {
                try context.checkpoints.save(state.checkpoint())
                saved = clock.now
            }
            return true
        }
        warnOfRote(state.curve, context)
        return (trainer.result, state.curve)
    }

    private func resume(_ state: TrainingState, _ context: FitContext) {
        guard let saved = context.checkpoints.load() else { return }
        // One that does not fit is another muse's: starting anew is all that is left.
        guard (try? state.restore(saved)) != nil else { return }
        context.say("training: goes on after step \(state.step)")
    }

    private func usedPrecision(_ context: FitContext) -> Precision {
        if precision == .bf16, !Precision.hasBF16 {
            context.say("training: this processor has no bf16 instructions; trains in f32")
            return .f32
        }
        return precision
    }

    private func pieces(_ sequences: [[TokenID]]) -> [ArraySlice<TokenID>] {
        sequences.flatMap { sequence in
            stride(from: 0, to: sequence.count, by: longestSequence).map {
                sequence[$0..<min(sequence.count, $0 + longestSequence)]
            }
        }
    }

    private func report(_ state: TrainingState, _ steps: Int, _ context: FitContext) {
        var phrase = "step \(state.step) of \(steps)"
        if let point = state.curve.points.last {
            phrase += ", loss \(rounded(point.training))"
            if let validation = point.validation { phrase += ", held out \(rounded(validation))" }
        }
        context.progress(Double(state.step) / Double(steps), phrase)
    }

    /// Says so where the corpus was being learned by heart.
    private func warnOfRote(_ curve: LearningCurve, _ context: FitContext) {
        guard let best = curve.best, let loss = best.validation, let last = curve.points.last,
            let end = last.validation, end > loss * 1.02, last.training < best.training
        else { return }
        context.say(
            "training: after step \(best.step) the corpus was being learned by heart (held-out loss \(rounded(loss)) rose "
                + "to \(rounded(end))); the weights of step \(best.step) are kept. More tunes, more dropout or a smaller "
                + "model help")
    }

    private func rounded(_ loss: Double) -> String { "\((loss * 1000).rounded() / 1000)" }
}
