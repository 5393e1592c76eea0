import MuseNeural
import MuseProtocols
import MuseStorage

/// Trains the networks of a grid GAN, and evaluates the moving average of their weights against held-out tunes.
///
/// Keeps the weights with the lowest `CellStatistics.divergence`. Stops after `patience` evaluations without
/// improvement, or at mode collapse, when fewer than half of the sheets are distinct.
struct GridFitting {
    let network: GridNetwork
    let settings: AdversarialTrainer.Settings
    let training: TrainingGroup
    let grid: any StepGrid

    /// The decay of the moving average. Source: Yazıcı et al., arXiv:1806.04498.
    private static let averageDecay: Float = 0.995

    struct Result {
        let weights: Weights
        let decisions: [String: Int]
        let curve: LearningCurve
    }

    /// - Throws: `CancellationError` after saving a checkpoint; `FitError`; `FileError`.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> Result {
        let bars = network.shape.bars
        let sheets = Sheets(try corpus.checkedTraining().all, grid, bars: bars)
        guard sheets.count > 0 else {
            throw FitError("no training tune has \(bars) bars; lower `bars`")
        }
        let heldOut = Sheets(corpus.validation, grid, bars: bars)
        let evaluator = SheetEvaluator(
            network, sheets, heldOut.count > 0 ? heldOut : sheets, random: context.random.stream("look"))

        let saved = context.checkpoints.load()
        let earlier = (saved?.decisionsSoFar ?? [:]).merging(context.decisions) { $1 }
        let steps = try earlier["steps"] ?? plannedSteps(sheets, evaluator, context)
        let decisions = training.time == nil ? [:] : ["steps": steps]
        let state = TrainingState(network.start(sheets, context.random))
        let mean = state.weights.copy()
        if let saved, (try? restore(saved, state, mean)) != nil, state.step > 0 {
            context.say("training: resumes after step \(state.step)")
        }
        let trainer = try self.trainer(state, sheets, context)
        var report = TrainingReport(steps: steps, unit: "sheets", context)
        let clock = ContinuousClock()
        var lastSave = clock.now
        func save() throws {
            let checkpoint = state.checkpoint(decisions.mapValues { .int($0) })
            try context.checkpoints.save(
                SavedModel(
                    description: checkpoint.description,
                    tensors: checkpoint.tensors + mean.tensors(prefix: "mean.")))
            lastSave = clock.now
        }
        while state.step < steps, !state.shouldStopEarly(patience: training.patience) {
            report.show(state)
            if context.isCancelled() {
                try save()
                throw CancellationError()
            }
            step(trainer, state, mean, steps: steps)
            try state.checkConvergence()
            if state.step % training.validationInterval == 0 || state.step == steps {
                let evaluation = try evaluator.evaluate(mean)
                state.recordValidation(evaluation.divergence, keeping: mean)
                if evaluation.isCollapsed {
                    context.say(
                        "training: stopped after step \(state.step): mode collapse, only "
                            + "\(evaluation.percentDistinct) % of the sheets are distinct; the weights of step "
                            + "\(state.curve.best?.step ?? 0) are kept"
                    )
                    break
                }
            }
            if clock.now - lastSave > .seconds(5) { try save() }
        }
        let best = state.curve.best == nil ? mean : state.best
        try best.checkFinite()
        try evaluator.report(on: best, context)
        best.roundToBF16()
        return Result(weights: best, decisions: decisions, curve: state.curve)
    }

    private func step(_ trainer: AdversarialTrainer, _ state: TrainingState, _ mean: Weights, steps: Int) {
        let schedule = training.settings(
            steps: steps, precision: .f32, roundsStochastically: false, threads: SystemThread.processorCount
        ).schedule
        let loss = trainer.step(rate: schedule.rate(state.step))
        state.count(losses: loss * Double(settings.sheets), tokens: settings.sheets)
        state.finishStep()
        for i in 0..<mean.layout.size {
            mean.values[i] += (1 - Self.averageDecay) * (state.weights.values[i] - mean.values[i])
        }
    }

    private func trainer(
        _ state: TrainingState, _ sheets: Sheets, _ context: FitContext
    ) throws -> AdversarialTrainer {
        try AdversarialTrainer(network, settings, state, sheets, random: context.random.stream("duel"))
    }

    /// Returns the number of steps that is set or that fits into the time budget.
    private func plannedSteps(_ sheets: Sheets, _ evaluator: SheetEvaluator, _ context: FitContext) throws -> Int {
        guard let budget = training.time?.seconds else { return training.steps ?? 1 }
        let state = TrainingState(network.start(sheets, context.random))
        let (trainer, mean) = (try trainer(state, sheets, context), state.weights.copy())
        let clock = ContinuousClock()
        step(trainer, state, mean, steps: 1)
        var (begin, count) = (clock.now, 0)
        while count < 3 || clock.now - begin < .seconds(min(5, budget / 40)) {
            step(trainer, state, mean, steps: 1)
            count += 1
        }
        let update = StepTime.seconds(clock.now - begin) / Double(count)
        begin = clock.now
        _ = try evaluator.evaluate(mean)
        let evaluation = StepTime.seconds(clock.now - begin) / Double(training.validationInterval)
        let steps = min(training.steps ?? .max, max(1, Int(0.9 * budget / (update + evaluation))))
        context.say("training: \(steps) steps in \(TimeBudget(seconds: budget).settingText)")
        return steps
    }

    private func restore(_ saved: SavedModel, _ state: TrainingState, _ mean: Weights) throws {
        try state.restore(saved)
        try mean.load(saved, prefix: "mean.")
    }
}
