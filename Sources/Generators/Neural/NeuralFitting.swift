import MuseNeural
import MuseProtocols

/// Fits a network to a corpus: start or checkpoint, training, the best weights.
struct NeuralFitting<N: DecodableNetwork> {
    let network: N
    let training: TrainingGroup
    let precision: PrecisionSettings

    /// - Throws: `CancellationError`, having left a checkpoint; `FitError` for a corpus without tokens or with some that
    ///   are outside its vocabulary; `FileError`.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> NeuralModel<N> {
        let sequences = pieces(try corpus.checkedTraining())
        let start = Weights(network.layout, initialisedFrom: context.random)
        if let pretrained = context.pretrained { try start.load(pretrained) }
        let precision = usedPrecision(context)
        let symbols = Symbols(vocabularySize: corpus.vocabularySize)
        let maker = ExampleMaker(
            symbols: symbols, reading: corpus.reading, showsClock: network.showsClock,
            openShare: training.conditionDropout, fillShare: training.infilling, longest: longest)
        func trainer(_ state: TrainingState, steps: Int) throws -> Trainer<N> {
            try Trainer(
                network, state,
                training.settings(
                    steps: steps, precision: precision, roundsStochastically: self.precision.roundsStochastically,
                    threads: Thread.processorCount),
                training: sequences, validation: pieces(corpus.validation),
                random: context.random.stream("training"), example: { maker.example($0, random: $1) })
        }
        let state = TrainingState(start)
        let saved = resume(state, context)
        let decided = context.decisions["steps"] ?? saved["steps"]
        let steps = try decided ?? plannedSteps(context) { try trainer(TrainingState(start.copy()), steps: .max) }
        let decisions = training.budget == nil && training.steps != nil ? [:] : ["steps": steps]
        if saved.isEmpty, !decisions.isEmpty { try save(state, decisions, context) }

        report(state, steps, context)
        let trainer = try trainer(state, steps: steps)
        let clock = ContinuousClock()
        var last = clock.now
        var pause = Swift.Duration.seconds(1)
        try trainer.run { state in
            report(state, steps, context)
            let isCancelled = context.isCancelled()
            let now = clock.now
            if isCancelled || now - last > pause {
                try save(state, decisions, context)
                last = clock.now
                // A twentieth of the time at most.
                pause = max(.seconds(1), (last - now) * 20)
            }
            if isCancelled { throw CancellationError() }
            return true
        }
        warnOfRote(state.curve, context)
        // Half the file, and half of what decoding has to read; what it costs in loss is lost in the noise.
        trainer.result.roundToBF16()
        return NeuralModel(
            network, trainer.result, reading: corpus.reading, decisions: decisions,
            signs: ModelSigns(
                open: training.conditionDropout > 0 ? symbols.open : nil,
                gap: training.infilling > 0 ? symbols.gap : nil, fill: training.infilling > 0 ? symbols.fill : nil))
    }

    /// A recurrent network has no limit, but all steps of a sequence are kept for the way back.
    private var longest: Int { network.longestSequence ?? 1024 }

    /// How many steps the budget allows, by trying a few.
    private func plannedSteps(_ context: FitContext, _ probe: () throws -> Trainer<N>) throws -> Int {
        if training.budget == nil, let steps = training.steps { return steps }
        let budget = (training.budget ?? Duration(seconds: 600)).seconds
        let clock = ContinuousClock()
        let start = clock.now
        let step = try StepTime(of: probe(), seconds: min(10, budget / 20))
        let tried = StepTime.seconds(clock.now - start)
        // A twentieth stays for what surrounds the steps.
        let allowed = max(
            1, Int((0.95 * budget - tried) / (step.update + step.look / Double(training.validationInterval))))
        let steps = min(allowed, training.steps ?? .max)
        context.say(
            "training: \(steps) steps of \(training.batchTokens) tokens, \(rounded(step.update)) s each, in "
                + "\(Duration(seconds: budget).settingText); \(network.layout.count) weights")
        return steps
    }

    /// - Returns: what the interrupted fit had decided; empty where there was none.
    private func resume(_ state: TrainingState, _ context: FitContext) -> [String: Int] {
        // One that does not fit is another muse's: starting anew is all that is left.
        guard let saved = context.checkpoints.load(), case .object(let facts)? = saved.description["facts"] else {
            return [:]
        }
        let decisions = facts.compactMapValues(\.intValue)
        // So is one that had decided otherwise than what has to be kept to now.
        guard context.decisions.allSatisfy({ decisions[$0.key] == $0.value }), (try? state.restore(saved)) != nil else {
            return [:]
        }
        if state.step > 0 { context.say("training: goes on after step \(state.step)") }
        return decisions
    }

    private func save(_ state: TrainingState, _ decisions: [String: Int], _ context: FitContext) throws {
        try context.checkpoints.save(state.checkpoint(decisions.mapValues { .int($0) }))
    }

    private func usedPrecision(_ context: FitContext) -> Precision {
        if precision.precision == .bf16, !Precision.hasBF16 {
            context.say("training: this processor has no bf16 instructions; trains in f32")
            return .f32
        }
        return precision.precision
    }

    private func pieces(_ sequences: [[TokenID]]) -> [ArraySlice<TokenID>] {
        sequences.flatMap { sequence in
            stride(from: 0, to: sequence.count, by: longest).map {
                sequence[$0..<min(sequence.count, $0 + longest)]
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

    private func rounded(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
