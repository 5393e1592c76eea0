import MuseProtocols

/// Sends the events of a run to its observer, one at a time.
final class RunReporter: Sendable {
    let observer: RunObserver
    /// nil without TensorBoard.
    private let log: EventLog?
    private let lock = Monitor(())

    init(_ observer: RunObserver, log: EventLog? = nil) {
        self.observer = observer
        self.log = log
    }

    func send(_ event: RunEvent) {
        if case .measured(let measurement) = event { log?.add(measurement) }
        lock.read { observer.observe(event) }
    }

    /// A reporter to the same observer for the steps of a chain, which are parts of one stage: it leaves out the start
    /// and end of generating, finished tunes, and the models, which were reported when they were fitted.
    var forSteps: RunReporter {
        let observer = observer
        return RunReporter(
            RunObserver(
                observe: { event in
                    switch event {
                    case .began(.generating), .ended(.generating, _), .finishedTune, .preparedModel: return
                    default: observer.observe(event)
                    }
                }, isCancelled: observer.isCancelled), log: log)
    }

    func remark(_ text: String) { send(.remark(text)) }

    func warn(_ message: String, at mark: SourceMark? = nil) { send(.warning(Diagnostic(.warning, message, at: mark))) }

    var isCancelled: @Sendable () -> Bool { observer.isCancelled }

    /// - Throws: `CancellationError`.
    func checkCancellation() throws {
        if observer.isCancelled() { throw CancellationError() }
    }

    /// Runs a stage between its two events. The second is sent even if the stage throws.
    func stage<Result>(_ stage: RunStage, _ body: (StageClock) throws -> Result) rethrows -> Result {
        let clock = StageClock(stage, self)
        send(.began(stage))
        defer { send(.ended(stage, elapsed: clock.elapsed)) }
        return try body(clock)
    }
}

/// Reports the progress of a stage with its remaining time, and the total time of a long stage.
final class StageClock: Sendable {
    private struct State {
        /// The fraction done at the first call, and its time: an earlier run may have done a part, and preparations
        /// take time without progress.
        var first: (share: Double, elapsed: Duration)?
        var isEstimated = false
    }

    private let stage: RunStage
    private let reporter: RunReporter
    private let start = ContinuousClock.now
    private let state = Monitor(State())

    init(_ stage: RunStage, _ reporter: RunReporter) {
        self.stage = stage
        self.reporter = reporter
    }

    var elapsed: Duration { ContinuousClock.now - start }

    /// - Parameters:
    ///   - share: the fraction of the stage that is done, from 0 to 1.
    ///   - detail: a short status.
    ///   - work: the amount of work of the whole stage and its unit in the singular, for the rate; nil for none.
    func progress(_ share: Double, _ detail: String, of work: (total: Int, unit: String)? = nil) {
        let elapsed = elapsed
        let (remaining, done, isFirstEstimate) = state.change { state -> (Duration?, Double, Bool) in
            let first = state.first ?? (share, elapsed)
            state.first = first
            // A share that hardly moves would overflow the estimate.
            guard share - first.share > 1e-6 else { return (nil, 0, false) }
            let remaining = (elapsed - first.elapsed) * ((1 - share) / (share - first.share))
            // The first seconds are slower, because caches are cold. A stage under half a minute needs no estimate.
            let isDue = !state.isEstimated && elapsed > .seconds(3)
            if isDue { state.isEstimated = true }
            return (remaining, share - first.share, isDue && elapsed + remaining > .seconds(30))
        }
        if let remaining, isFirstEstimate { reporter.send(.estimated(stage, total: elapsed + remaining)) }
        let seconds = elapsed / .seconds(1)
        let rate = work.flatMap { work in
            done > 0 && seconds > 0
                ? WorkRate(perSecond: Double(work.total) * done / seconds, unit: work.unit) : nil
        }
        reporter.send(
            .progressed(
                RunProgress(
                    stage: stage, share: share, detail: detail, elapsed: elapsed, remaining: remaining, rate: rate)))
    }
}
