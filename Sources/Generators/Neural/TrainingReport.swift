import MuseNeural
import MuseProtocols

/// Reports the progress and warnings of training to the user.
struct TrainingReport {
    private let steps: Int
    /// The unit of the throughput, in the plural.
    private let unit: String
    private let context: FitContext
    private let clock = ContinuousClock()
    /// The start of the interval over which the rate is measured.
    private var from: (time: ContinuousClock.Instant, tokens: Int)
    private var rate = 0
    /// The number of points of the curve that have been sent.
    private var sent = 0

    init(steps: Int, unit: String = "tokens", _ context: FitContext) {
        self.steps = steps
        self.unit = unit
        self.context = context
        from = (clock.now, 0)
    }

    mutating func show(_ state: TrainingState) {
        let seconds = StepTime.seconds(clock.now - from.time)
        if seconds > 2 {
            rate = Int(Double(state.tokens - from.tokens) / seconds)
            from = (clock.now, state.tokens)
        }
        var phrase = "step \(state.step) of \(steps)"
        if rate > 0 { phrase += ", \(rate) \(unit)/s" }
        if let point = state.curve.points.last {
            phrase += ", loss \(point.training.thousandths)"
            if let validation = point.validation { phrase += ", validation \(validation.thousandths)" }
        }
        for point in state.curve.points.dropFirst(sent) { context.measure(.training(point)) }
        sent = state.curve.points.count
        context.progress(Double(state.step) / Double(steps), phrase)
    }

    /// Warns if the validation loss rose while the training loss fell.
    func warnOfOverfitting(_ curve: LearningCurve) {
        guard let best = curve.best, let loss = best.validation, let last = curve.points.last,
            let end = last.validation, end > loss * 1.02, last.training < best.training
        else { return }
        context.say(
            "training: overfitted after step \(best.step): the validation loss rose from \(loss.thousandths) to "
                + "\(end.thousandths); the weights of step \(best.step) are kept. Use more tunes, more dropout or a "
                + "smaller model")
    }
}
